package io.horizonpush.fallback.origin;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A call of a cloud's SDK that ends in time, whatever the SDK does: it runs on a virtual thread of
 * its own, whose sockets close when it is interrupted.
 *
 * @param <T> what it returns
 */
public final class OriginCall<T> {

  /** The most bytes that are skipped at a time. */
  private static final int SKIPPED = 8192;

  private final String what;
  private final Callable<T> call;
  private final Consumer<T> discard;

  private OriginCall(String what, Callable<T> call, Consumer<T> discard) {
    this.what = what;
    this.call = call;
    this.discard = discard;
  }

  /** A call that returns nothing that has to be closed. */
  public static <T> OriginCall<T> of(String what, Callable<T> call) {
    return new OriginCall<>(what, call, _ -> {});
  }

  /**
   * A call whose result holds a connection.
   *
   * @param discard closes a result that comes too late
   */
  public static <T> OriginCall<T> of(String what, Callable<T> call, Consumer<T> discard) {
    return new OriginCall<>(what, call, discard);
  }

  /**
   * Calls and waits no longer than this.
   *
   * @throws OriginException timed out, or whatever the call fails with
   */
  public T within(Duration limit) {
    return await(limit, new AtomicLong());
  }

  /**
   * A call that sends a body: it may take as long as bytes move.
   *
   * @param silence how long none may
   * @param sending counts them
   */
  public T whileMoving(Duration silence, Sending sending) {
    return await(silence, sending.taken);
  }

  /** How far a body was sent. */
  public static final class Sending {

    private final AtomicLong taken = new AtomicLong();

    /**
     * The bytes of a source, counted as they are read.
     *
     * @param length of them all; a source that ends before fails, so that none of its clients sends
     *     a shorter body as if it were whole
     */
    public InputStream read(OriginSource source, long length) throws IOException {
      return new Counted(source.open(), length, taken);
    }
  }

  /** A stream of a length that is known. */
  private static final class Counted extends FilterInputStream {

    private final AtomicLong taken;
    private long left;

    Counted(InputStream bytes, long length, AtomicLong taken) {
      super(bytes);
      this.left = length;
      this.taken = taken;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = super.read(into, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw OriginException.broken(
            "what was to be sent to the origin ended %d bytes early".formatted(left));
      }
      left -= read;
      taken.addAndGet(read);
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      return count <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(count, SKIPPED)]));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }

  private T await(Duration limit, AtomicLong moved) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread = Thread.ofVirtual().name("origin-call").start(() -> run(result));
    while (true) {
      long before = moved.get();
      try {
        return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (moved.get() == before) {
          return giveUp(result, thread, new OriginFault.TimedOut(), limit);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return giveUp(result, thread, new OriginFault.Unavailable(Optional.empty()), limit);
      } catch (ExecutionException e) {
        throw rethrown(e);
      }
    }
  }

  private void run(CompletableFuture<T> result) {
    try {
      T value = call.call();
      if (!result.complete(value)) {
        discard.accept(value);
      }
    } catch (Throwable e) { // Whoever waits gets it, an Error as one.
      result.completeExceptionally(e);
    }
  }

  private T giveUp(CompletableFuture<T> result, Thread thread, OriginFault fault, Duration limit) {
    OriginException late =
        new OriginException(
            fault,
            fault instanceof OriginFault.TimedOut
                ? "the origin did not answer to %s within %d ms".formatted(what, limit.toMillis())
                : "%s was interrupted".formatted(what));
    if (result.completeExceptionally(late)) {
      thread.interrupt();
      throw late;
    }
    return result.join(); // It came in this very moment.
  }

  private RuntimeException rethrown(ExecutionException failed) {
    return switch (failed.getCause()) {
      case Error e -> throw e;
      case RuntimeException e -> e;
      case null -> OriginFailures.of(what, failed);
      case Throwable e -> OriginFailures.of(what, e);
    };
  }
}
