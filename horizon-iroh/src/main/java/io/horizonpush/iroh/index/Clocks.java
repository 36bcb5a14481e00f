package io.horizonpush.iroh.index;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What tells the time here.
 *
 * @param wall the time of day; somebody may move it
 * @param running for how long something has been running: nobody can move it, and it tells nothing
 *     of a start before
 */
public record Clocks(InstantSource wall, Supplier<Duration> running) {

  /** The clocks of this machine. */
  public static final Clocks SYSTEM =
      new Clocks(InstantSource.system(), () -> Duration.ofNanos(System.nanoTime()));

  /** A wall clock that nobody moves. */
  public static Clocks unmoved(InstantSource wall) {
    return new Clocks(wall, () -> Duration.between(Instant.EPOCH, wall.instant()));
  }
}
