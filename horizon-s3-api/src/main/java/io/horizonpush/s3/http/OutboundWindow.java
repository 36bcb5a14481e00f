package io.horizonpush.s3.http;

import io.horizonpush.s3.pipeline.ConnectionLostException;
import io.horizonpush.s3.store.BodyMemory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the bytes of one connection that were handed over but have not left: a slow client slows
 * down whoever makes its answer. Thread-safe.
 */
final class OutboundWindow {

  static final int LIMIT = 256 << 10;

  /** What an answer gets at a time where memory for bodies is short. */
  static final int SCARCE = 8 << 10;

  private final BodyMemory memory;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int outstanding;
  private boolean closed;

  OutboundWindow(BodyMemory memory) {
    this.memory = memory;
  }

  /**
   * Waits until {@code bytes} more fit; where memory for bodies is short, nothing but one small
   * piece does.
   *
   * @return how many bytes may be sent now, which is less only where memory is short
   * @throws ConnectionLostException if the connection is closed, as it is when the client stalls
   */
  int acquire(int bytes) {
    lock.lock();
    try {
      while (!closed && outstanding > 0 && !fits(bytes)) {
        changed.await();
      }
      if (closed) {
        throw new ConnectionLostException();
      }
      int granted = memory.mayReadAhead() ? bytes : Math.min(bytes, SCARCE);
      outstanding += granted;
      memory.pass(granted);
      return granted;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionLostException();
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(int bytes) {
    return outstanding + bytes <= LIMIT && memory.mayReadAhead();
  }

  void release(int bytes) {
    lock.lock();
    try {
      outstanding -= bytes;
      memory.passed(bytes);
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
