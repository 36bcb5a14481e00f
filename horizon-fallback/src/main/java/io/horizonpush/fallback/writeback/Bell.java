package io.horizonpush.fallback.writeback;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A bell that ends a wait, also if it rings before somebody waits. Thread-safe. */
final class Bell {

  private final Semaphore rings = new Semaphore(0);

  void ring() {
    rings.release();
  }

  /** Waits until it rings; tells whether the thread is to go on. */
  boolean await(Duration longest) {
    try {
      boolean _ = rings.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
      int _ = rings.drainPermits();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
