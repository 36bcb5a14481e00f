package io.horizonpush.fallback.origin;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What keeps a node from asking an origin that does not answer: behind several failures in a row
 * nothing is asked for a while, then one request tries it, and its outcome decides.
 *
 * <p>Only what says that the origin is in trouble counts. That an object is missing or changed is
 * an answer like any other.
 *
 * <p>Thread-safe.
 */
public final class CircuitBreaker {

  /** How many failures in a row open it. */
  static final int LIMIT = 5;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final InstantSource clock;
  private int failures;
  private Duration pause = FIRST_PAUSE;
  private long openUntil;
  private boolean isTrying;

  public CircuitBreaker(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Asks whether a request may go; one that may has to report how it went.
   *
   * @throws OriginException unavailable, with the time until the next may
   */
  public synchronized void requireClosed() {
    if (failures < LIMIT) {
      return;
    }
    long left = openUntil - clock.millis();
    if (left <= 0 && !isTrying) {
      isTrying = true;
      return;
    }
    throw new OriginException(
        new OriginFault.Unavailable(Optional.of(Duration.ofMillis(Math.max(left, 1)))),
        "the origin failed %d times in a row and is left alone for a while".formatted(failures));
  }

  /** Reports that the origin answered. */
  public synchronized void succeeded() {
    failures = 0;
    pause = FIRST_PAUSE;
    isTrying = false;
  }

  /** Reports a failure. */
  public synchronized void failed(OriginFault fault) {
    if (!fault.isPassing()) {
      succeeded();
      return;
    }
    failures++;
    if (failures >= LIMIT) {
      if (isTrying) {
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
      }
      openUntil = clock.millis() + pause.toMillis();
    }
    isTrying = false;
  }

  /** Whether requests are refused now, for who shows it. */
  public synchronized boolean isOpen() {
    return failures >= LIMIT;
  }
}
