package io.horizonpush.node.cli;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The lines of an answer that goes on and on, read by a thread of its own, so that whoever waits
 * for the next one can give up. {@link #close} is for any thread.
 */
final class AnswerLines implements AutoCloseable {

  /** Who takes no lines is to be noticed by who sends them. */
  private static final int WAITING = 1000;

  private final BlockingQueue<Optional<String>> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Stream<String> lines;
  private final Thread reader;
  private volatile boolean closed;

  AnswerLines(Stream<String> lines) {
    this.lines = lines;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try {
      try {
        Iterator<String> each = lines.iterator();
        while (each.hasNext()) {
          waiting.put(Optional.of(each.next()));
        }
      } catch (UncheckedIOException e) {
        // The connection broke, which is an end like others.
      }
      waiting.put(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next line; nothing at the end, or if none comes for so long. */
  Optional<String> next(Duration longest) throws InterruptedException {
    Optional<String> next = waiting.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
    return next == null || closed ? Optional.empty() : next;
  }

  @Override
  public void close() {
    closed = true;
    reader.interrupt();
    lines.close();
    boolean _ = waiting.offer(Optional.empty());
  }
}
