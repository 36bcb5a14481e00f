package io.horizonpush.wasm.pool;

import java.time.Duration;

/**
 * What one call of a guest may take.
 *
 * @param cpu of processor time
 * @param wall from its beginning to its end, waiting included
 */
public record CallLimits(Duration cpu, Duration wall) {

  public CallLimits {
    if (cpu.isNegative() || wall.isNegative()) {
      throw new IllegalArgumentException("Limits are not negative");
    }
  }
}
