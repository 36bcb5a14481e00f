package io.horizonpush.fallback.origin;

import java.time.Duration;

/**
 * How long a reader stays with an origin that fails.
 *
 * @param attempts in a row that may bring nothing, the first included
 * @param resumes of one body at most: an origin that breaks off each answer is left at last
 * @param pause before the second attempt, at most; each further one may take twice as long
 * @param longestPause that is waited for at all, also where the origin names one
 * @param floor in bytes a second: a body that comes slower is taken as one that stalls
 * @param window over which that is measured, of the time spent waiting for bytes alone
 */
public record Patience(
    int attempts, int resumes, Duration pause, Duration longestPause, long floor, Duration window) {

  public static final Patience USUAL =
      new Patience(
          4, 16, Duration.ofMillis(200), Duration.ofSeconds(10), 4096, Duration.ofSeconds(20));

  public Patience {
    if (attempts < 1 || resumes < 0 || floor < 0) {
      throw new IllegalArgumentException("A patience of nothing");
    }
  }

  /** The longest pause before the attempt behind so many that failed. */
  Duration longest(int failed) {
    int doubled = Math.min(failed - 1, 20);
    Duration longest = pause.multipliedBy(1L << doubled);
    return longest.compareTo(longestPause) > 0 ? longestPause : longest;
  }
}
