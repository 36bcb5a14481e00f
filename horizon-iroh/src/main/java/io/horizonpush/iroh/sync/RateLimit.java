package io.horizonpush.iroh.sync;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** So many things a second, a second's worth of them at once. Confined to its thread. */
final class RateLimit {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long nanosEach;
  private long paidUntil = System.nanoTime() - SECOND;

  RateLimit(int perSecond) {
    nanosEach = SECOND / perSecond;
  }

  /** Counts so many more. */
  void spend(int count) {
    paidUntil = Math.max(paidUntil, System.nanoTime() - SECOND) + count * nanosEach;
  }

  /** How long it is until the next one is in order. */
  Duration due() {
    return Duration.ofNanos(Math.max(0, paidUntil - System.nanoTime()));
  }
}
