package io.horizonpush.iroh.home;

import java.time.Duration;

/** A moment until which something is tried. */
record Deadline(long nanos) {

  private static final Duration AGAIN = Duration.ofMillis(100);

  /** The part of the patience with a home that goes into waiting for a connection. */
  private static final int CONNECTING = 5;

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Until when a connection with a home is waited for by who has some patience with it. */
  static Deadline ofConnecting(Duration patience) {
    return in(patience.dividedBy(CONNECTING));
  }

  boolean isOver() {
    return nanos - System.nanoTime() <= 0;
  }

  /** What is left, at least a millisecond. */
  Duration left() {
    return Duration.ofNanos(Math.max(1_000_000, nanos - System.nanoTime()));
  }

  /** What is left, or less. */
  Duration leftAtMost(Duration most) {
    return left().compareTo(most) < 0 ? left() : most;
  }

  /** Rests before the next try, unless the thread is interrupted or it is over before. */
  void rest() {
    try {
      Thread.sleep(leftAtMost(AGAIN));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
