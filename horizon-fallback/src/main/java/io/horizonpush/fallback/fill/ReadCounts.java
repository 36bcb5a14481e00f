package io.horizonpush.fallback.fill;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What was read through origins, for who shows it. Thread-safe. */
public final class ReadCounts {

  /** What is counted of each origin. */
  public enum Kind {
    /** Keys that it had and this node did not know. */
    FOUND,
    /** Keys that it did not have. */
    MISSING,
    /** Questions whether an object is still as it was. */
    REVALIDATED,
    /** Answers that were given though it could not be asked. */
    STALE,
    /** Readers who shared what was fetched for others. */
    JOINED,
    /** Bodies that came whole and are kept. */
    FILLED
  }

  private record Counted(String origin, Kind kind) {}

  private final ConcurrentMap<Counted, LongAdder> counts = new ConcurrentHashMap<>();

  void add(String origin, Kind kind, long count) {
    counts.computeIfAbsent(new Counted(origin, kind), _ -> new LongAdder()).add(count);
  }

  /** What was counted, by the name of the origin. */
  public Map<String, Long> of(Kind kind) {
    return counts.entrySet().stream()
        .filter(each -> each.getKey().kind() == kind)
        .collect(Collectors.toMap(each -> each.getKey().origin(), each -> each.getValue().sum()));
  }
}
