package io.horizonpush.wasm.host;

import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that is being opened, for which nobody may wait any more when it comes: then it is
 * closed. Thread-safe.
 */
final class Pending<T> {

  private final Consumer<T> closing;
  private @Nullable T opened;
  private boolean closed;

  /**
   * @param closing closes it, on a thread of its own
   */
  Pending(Consumer<T> closing) {
    this.closing = closing;
  }

  /** Keeps what was opened. */
  T keep(T now) {
    synchronized (this) {
      if (!closed) {
        opened = now;
        return now;
      }
    }
    closing.accept(now);
    throw new CancellationException("Nobody waits for it any more");
  }

  /** What was opened. */
  synchronized T get() {
    T now = opened;
    if (now == null || closed) {
      throw Errno.BAD_HANDLE.error();
    }
    return now;
  }

  /** Closes what was opened, or what will be. Does not wait. Idempotent. */
  void close() {
    T now;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      now = opened;
    }
    if (now != null) {
      Thread.ofVirtual().start(() -> closing.accept(now));
    }
  }
}
