package io.horizonpush.iroh.home;

import java.time.Duration;

/** A moment until which something is tried. */
record Deadline(long nanos) {

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
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

  /** Rests a while, unless the thread is interrupted or it is over before. */
  void rest(Duration time) {
    try {
      Thread.sleep(leftAtMost(time));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
