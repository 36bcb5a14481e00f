package io.horizonpush.iroh.sync;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing pauses between attempts, each of a random length. Confined to whoever attempts. */
final class Backoff {

  static final Duration LONGEST = Duration.ofSeconds(5);

  private static final Duration SHORTEST = Duration.ofMillis(200);

  private int failures;

  /** The pause after another failure: half of what it may be, and a random part of the rest. */
  Duration next() {
    long most = Math.min(SHORTEST.toMillis() << Math.min(failures, 16), LONGEST.toMillis());
    failures++;
    return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  /** Begins anew, after a success. */
  void reset() {
    failures = 0;
  }
}
