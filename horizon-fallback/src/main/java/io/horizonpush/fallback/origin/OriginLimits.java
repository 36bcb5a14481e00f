package io.horizonpush.fallback.origin;

import java.time.Duration;

/**
 * How long an origin may take.
 *
 * @param connect to be connected to
 * @param silence to send nothing, before its answer and between two pieces of a body, and to take
 *     nothing of a body that is sent to it
 * @param call for a whole call that carries no body, and for the head of an answer that has one
 */
public record OriginLimits(Duration connect, Duration silence, Duration call) {

  public static final OriginLimits USUAL =
      new OriginLimits(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(30));

  public OriginLimits {
    if (!isPositive(connect) || !isPositive(silence) || !isPositive(call)) {
      throw new IllegalArgumentException("The limits of origins are longer than a millisecond");
    }
  }

  private static boolean isPositive(Duration limit) {
    return limit.toMillis() > 0 && limit.toMillis() <= Integer.MAX_VALUE;
  }
}
