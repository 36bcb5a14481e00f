package io.horizonpush.fallback.fill;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which bytes of a body are here. Confined to its owner's lock. */
final class PresentRanges {

  /** The end of each run by its beginning; no two touch. */
  private final TreeMap<Long, Long> runs = new TreeMap<>();

  void add(long from, long to) {
    if (from >= to) {
      return;
    }
    long begin = from;
    long end = to;
    Map.@Nullable Entry<Long, Long> before = runs.floorEntry(from);
    if (before != null && before.getValue() >= from) {
      begin = before.getKey();
      end = Math.max(end, before.getValue());
    }
    Map.@Nullable Entry<Long, Long> next = runs.ceilingEntry(begin);
    while (next != null && next.getKey() <= end) {
      end = Math.max(end, next.getValue());
      runs.remove(next.getKey());
      next = runs.ceilingEntry(begin);
    }
    runs.put(begin, end);
  }

  /** The end of what is here from a place on; the place itself where it is missing. */
  long endFrom(long place) {
    Map.@Nullable Entry<Long, Long> run = runs.floorEntry(place);
    return run == null ? place : Math.max(place, run.getValue());
  }

  /** The end of what is here before a place that is missing. */
  long endBefore(long place) {
    Map.@Nullable Entry<Long, Long> run = runs.floorEntry(place);
    return run == null ? 0 : Math.min(place, run.getValue());
  }

  /** Where the next run begins behind a place; {@code length} if none does. */
  long nextBehind(long place, long length) {
    @Nullable Long next = runs.higherKey(place);
    return next == null ? length : next;
  }

  /** How many bytes are here. */
  long total() {
    return runs.entrySet().stream().mapToLong(run -> run.getValue() - run.getKey()).sum();
  }
}
