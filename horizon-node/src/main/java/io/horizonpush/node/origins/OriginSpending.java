package io.horizonpush.node.origins;

import io.horizonpush.fallback.origin.Meter;
import io.horizonpush.fallback.origin.OriginBudget;
import io.horizonpush.iroh.index.Index;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What this node spends at an origin, and what it may. Thread-safe.
 *
 * @param bytes nothing where any number may be read
 * @param requests likewise
 */
record OriginSpending(Optional<Metered> bytes, Optional<Metered> requests) {

  private static final long BYTES = 16L << 20;
  private static final long REQUESTS = 64;

  /** An amount that has a limit. */
  record Metered(Meter.Limit limit, Meter meter, ReservedSpending store) {

    static Metered of(Meter.Limit limit, ReservedSpending store, InstantSource clock) {
      return new Metered(limit, new Meter(limit, clock, store), store);
    }

    HeldOrigin.Spent spent() {
      return new HeldOrigin.Spent(limit, meter.spent(), meter.hasRefused());
    }
  }

  static OriginSpending of(Index index, OriginSettings settings, InstantSource clock) {
    return new OriginSpending(
        settings.bytes().map(limit -> metered(index, settings, "bytes", limit, BYTES, clock)),
        settings
            .requests()
            .map(limit -> metered(index, settings, "requests", limit, REQUESTS, clock)));
  }

  private static Metered metered(
      Index index,
      OriginSettings settings,
      String what,
      Meter.Limit limit,
      long usual,
      InstantSource clock) {
    return Metered.of(
        limit,
        new ReservedSpending(index, settings.place().id(), what, limit.amount(), usual),
        clock);
  }

  OriginBudget budget() {
    return new OriginBudget(bytes.map(Metered::meter), requests.map(Metered::meter));
  }

  /** Keeps exactly what was spent, once nothing more is. */
  void settle() {
    bytes.map(Metered::store).ifPresent(ReservedSpending::settle);
    requests.map(Metered::store).ifPresent(ReservedSpending::settle);
  }
}
