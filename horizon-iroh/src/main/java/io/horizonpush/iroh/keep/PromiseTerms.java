package io.horizonpush.iroh.keep;

import java.time.Duration;
import java.time.Instant;

/**
 * For how long members promise to keep bytes.
 *
 * @param lasts from when it is asked for; no promise counts for longer
 * @param margin how much longer whoever promised keeps its word, for clocks that do not go alike
 */
public record PromiseTerms(Duration lasts, Duration margin) {

  /** What nodes go by. */
  public static final PromiseTerms USUAL =
      new PromiseTerms(Duration.ofHours(24), Duration.ofHours(1));

  /** What is promised beyond this is promised for long: nobody need be asked again. */
  Instant longFrom(Instant now) {
    return now.plus(lasts.dividedBy(2));
  }

  /** What is promised beyond this leaves time to fetch the bytes when it is not renewed. */
  Instant enoughFrom(Instant now) {
    return now.plus(lasts.dividedBy(4));
  }
}
