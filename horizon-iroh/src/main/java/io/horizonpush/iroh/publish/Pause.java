package io.horizonpush.iroh.publish;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A pause that whoever is in a hurry cuts short. Thread-safe. */
final class Pause {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int hurries;

  /** Begins or ends a time without long pauses. */
  void hurry(boolean begins) {
    lock.lock();
    try {
      hurries += begins ? 1 : -1;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits, though in a hurry only a moment. */
  void of(Duration length) throws InterruptedException {
    long longest = length.toNanos();
    long begun = System.nanoTime();
    lock.lock();
    try {
      while (true) {
        long allowed = hurries > 0 ? Math.min(longest, Duration.ofMillis(5).toNanos()) : longest;
        long left = allowed - (System.nanoTime() - begun);
        if (left <= 0) {
          return;
        }
        long _ = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
