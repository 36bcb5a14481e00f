package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.index.PositionTable.Taken;
import io.horizonpush.iroh.sync.Destination.Admitted;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** How much one member may bring into one bucket in all. Immutable. */
record Quota(long maxRecords, long maxBytes) {

  static Quota of(SyncLimits limits) {
    return new Quota(limits.maxRecords(), limits.maxBytes());
  }

  boolean holds(Taken taken) {
    return taken.records() <= maxRecords && taken.bytes() <= maxBytes;
  }

  /** The first sequence of what is too much beside what was taken before; nothing if all fits. */
  OptionalLong firstBeyond(Taken before, List<Admitted> admitted) {
    if (holds(before.plus(amount(admitted)))) {
      return OptionalLong.empty();
    }
    Taken then = before;
    for (Admitted each : admitted.stream().sorted(Comparator.comparing(Quota::sequence)).toList()) {
      then = then.plus(amount(List.of(each)));
      if (!holds(then)) {
        return OptionalLong.of(sequence(each));
      }
    }
    return OptionalLong.empty();
  }

  private static long sequence(Admitted admitted) {
    return admitted.incoming().sequence();
  }

  /** What entries count as. */
  static Taken amount(List<Admitted> admitted) {
    return new Taken(
        admitted.size(),
        admitted.stream().mapToLong(each -> each.incoming().manifest().length()).sum());
  }
}
