package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a task that failed is tried again: what passes by itself behind growing pauses, for ever;
 * what somebody has to do something about, slowly.
 */
final class PutOff {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** What somebody has to do something about is looked at again without being told to. */
  private static final Duration SLOWLY = Duration.ofHours(1);

  private static final int MOST_DOUBLINGS = 10;

  private final InstantSource clock;

  PutOff(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * What becomes of a task.
   *
   * @param stuck what somebody has to do about it
   */
  record Decision(Instant until, Optional<String> stuck) {}

  Decision decide(int attempts, OriginException e) {
    return switch (e.fault()) {
      case OriginFault.Throttled(var wanted) -> passing(attempts, wanted);
      case OriginFault.Unavailable(var wanted) -> passing(attempts, wanted);
      case OriginFault.TimedOut _, OriginFault.Broken _ -> passing(attempts, Optional.empty());
      // Somebody else wrote between two looks.
      case OriginFault.Missing _, OriginFault.Changed _ -> passing(attempts, Optional.empty());
      case OriginFault.OverBudget(Instant until) -> new Decision(until, Optional.empty());
      case OriginFault.Denied _,
          OriginFault.WrongCredentials _,
          OriginFault.Archived _,
          OriginFault.Misconfigured _,
          OriginFault.Unsupported _ ->
          new Decision(clock.instant().plus(SLOWLY), Optional.of(String.valueOf(e.getMessage())));
    };
  }

  /** What becomes of one whose bucket was not allowed to use the origin on this node. */
  Decision decideNotAllowed() {
    return new Decision(
        clock.instant().plus(SLOWLY),
        Optional.of(
            "this node was not told to use the origin for the bucket: bucket origins BUCKET --allow NAME"));
  }

  private Decision passing(int attempts, Optional<Duration> wanted) {
    Instant drawn = pause(attempts);
    Instant asked = clock.instant().plus(wanted.orElse(Duration.ZERO));
    return new Decision(asked.isAfter(drawn) ? asked : drawn, Optional.empty());
  }

  /** The end of a pause between half of the longest and the longest behind so many attempts. */
  Instant pause(int attempts) {
    Duration doubled = FIRST.multipliedBy(1L << Math.min(attempts, MOST_DOUBLINGS));
    Duration longest = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    long half = longest.toMillis() / 2;
    return clock.instant().plusMillis(half + RandomGenerator.getDefault().nextLong(half + 1));
  }
}
