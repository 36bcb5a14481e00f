package io.horizonpush.s3.http;

import io.horizonpush.s3.pipeline.ConnectionLostException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the bytes of one connection that were handed over but have not left: a slow client slows
 * down whoever makes its answer. Thread-safe.
 */
final class OutboundWindow {

  static final int LIMIT = 256 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int outstanding;
  private boolean closed;

  /**
   * Waits until {@code bytes} more fit.
   *
   * @throws ConnectionLostException if the connection is closed, as it is when the client stalls
   */
  void acquire(int bytes) {
    lock.lock();
    try {
      while (!closed && outstanding > 0 && outstanding + bytes > LIMIT) {
        changed.await();
      }
      if (closed) {
        throw new ConnectionLostException();
      }
      outstanding += bytes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionLostException();
    } finally {
      lock.unlock();
    }
  }

  void release(int bytes) {
    lock.lock();
    try {
      outstanding -= bytes;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
