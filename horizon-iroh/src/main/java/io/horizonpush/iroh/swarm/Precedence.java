package io.horizonpush.iroh.swarm;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The precedence of who reads over what is fetched for later, which waits a little while anybody
 * reads, and goes on all the same. Thread-safe.
 */
final class Precedence {

  private static final long LONGEST_WAIT = Duration.ofSeconds(1).toNanos();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition nobodyReads = lock.newCondition();
  private int readers;

  /** Somebody begins to read. */
  void enter() {
    lock.lock();
    try {
      readers++;
    } finally {
      lock.unlock();
    }
  }

  /** Somebody has read. */
  void leave() {
    lock.lock();
    try {
      readers--;
      if (readers == 0) {
        nobodyReads.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets who reads go ahead. */
  void giveWay() {
    lock.lock();
    try {
      long left = LONGEST_WAIT;
      while (readers > 0 && left > 0) {
        left = nobodyReads.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
