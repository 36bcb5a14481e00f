package io.horizonpush.fallback.writeback;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Says that something came of a task, to those who wait for that. Thread-safe. */
final class Settled {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition said = lock.newCondition();

  void say() {
    lock.lock();
    try {
      said.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something holds, which is looked at whenever something is said. */
  boolean await(Duration longest, BooleanSupplier holds) {
    long nanos = longest.toNanos();
    lock.lock();
    try {
      while (!holds.getAsBoolean()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = said.awaitNanos(nanos);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
