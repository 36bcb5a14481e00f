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

  /**
   * What something on its way takes of a window.
   *
   * @param inMemory whether it takes as much memory, too
   */
  record Room(int bytes, boolean inMemory) {

    static final Room NONE = new Room(0, false);

    int memory() {
      return inMemory ? bytes : 0;
    }
  }

  OutboundWindow(BodyMemory memory) {
    this.memory = memory;
  }

  /**
   * Waits until {@code bytes} more fit; where memory for bodies is short, nothing but one small
   * piece does.
   *
   * @return room for the bytes that may be sent now, which are fewer only where memory is short
   * @throws ConnectionLostException if the connection is closed, as it is when the client stalls
   */
  Room acquire(int bytes) {
    return acquire(bytes, true);
  }

  /**
   * Waits until a file fits that counts as so many bytes: it takes none of the memory.
   *
   * @throws ConnectionLostException if the connection is closed
   */
  Room acquireForFile(int bytes) {
    return acquire(bytes, false);
  }

  private Room acquire(int bytes, boolean inMemory) {
    lock.lock();
    try {
      while (!closed && outstanding > 0 && !fits(bytes, inMemory)) {
        changed.await();
      }
      if (closed) {
        throw new ConnectionLostException();
      }
      boolean scarce = inMemory && !memory.mayReadAhead();
      Room room = new Room(scarce ? Math.min(bytes, SCARCE) : bytes, inMemory);
      outstanding += room.bytes();
      memory.pass(room.memory());
      return room;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionLostException();
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(int bytes, boolean inMemory) {
    return outstanding + bytes <= LIMIT && (!inMemory || memory.mayReadAhead());
  }

  void release(Room room) {
    lock.lock();
    try {
      outstanding -= room.bytes();
      memory.passed(room.memory());
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
