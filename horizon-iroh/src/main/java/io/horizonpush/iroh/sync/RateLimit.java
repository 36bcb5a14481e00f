package io.horizonpush.iroh.sync;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** So many things a second, a second's worth of them at once. Confined to its thread. */
final class RateLimit {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long nanosEach;
  private long paidUntil = System.nanoTime() - SECOND;

  RateLimit(int perSecond) {
    nanosEach = SECOND / perSecond;
  }

  /** Waits until so many more are in order. */
  void await(int count) {
    long now = System.nanoTime();
    paidUntil = Math.max(paidUntil, now - SECOND) + count * nanosEach;
    while (paidUntil - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(paidUntil - System.nanoTime());
    }
  }
}
