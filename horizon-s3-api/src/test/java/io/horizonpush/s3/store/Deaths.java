package io.horizonpush.s3.store;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What threads of this process die of while it is open, as a node hears of it. */
public final class Deaths implements AutoCloseable {

  private final BlockingQueue<Death> heard = new LinkedBlockingQueue<>();
  private final Optional<Thread.UncaughtExceptionHandler> before =
      Optional.ofNullable(Thread.getDefaultUncaughtExceptionHandler());

  /** One of them. */
  public record Death(String thread, Throwable cause) {}

  /** Begins to listen. */
  public Deaths() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, cause) -> heard.add(new Death(thread.getName(), cause)));
  }

  /** The next one, waited for. */
  public Death next() {
    try {
      Death next = heard.poll(20, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no thread died");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether there was none, so far, that nobody asked for. */
  public boolean none() {
    return heard.isEmpty();
  }

  @Override
  public void close() {
    Thread.setDefaultUncaughtExceptionHandler(before.orElse(null));
  }
}
