package io.horizonpush.node;

import io.horizonpush.fallback.fill.ReadCounts;
import io.horizonpush.fallback.fill.ReadCounts.Kind;
import io.horizonpush.fallback.origin.OriginTraffic;
import io.horizonpush.fallback.origin.OriginTraffic.Outcome;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.node.origins.HeldOrigin;
import io.horizonpush.node.origins.NodeOrigins;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How it goes with origins: for people as alarms, for programs as metrics. */
final class OriginMonitor {

  private static final String ORIGIN = "origin";

  private final NodeOrigins origins;
  private final OriginUses uses;
  private final ReadCounts reads;
  private final NodeWriteBack writeBack;

  /**
   * @param uses which buckets stand before them
   * @param reads what clients read through them
   * @param writeBack what waits for them
   */
  OriginMonitor(NodeOrigins origins, OriginUses uses, ReadCounts reads, NodeWriteBack writeBack) {
    this.origins = origins;
    this.uses = uses;
    this.reads = reads;
    this.writeBack = writeBack;
  }

  void measure(NodeMetrics metrics) {
    writeBack.measure(metrics);
    metrics.counters(
        "horizon_origin_requests",
        "Requests to origins, by what became of them.",
        List.of("origin", "outcome"),
        this::requests);
    metrics.counters(
        "horizon_origin_read_bytes",
        "Bytes of objects that were read from origins.",
        ORIGIN,
        () -> each(origin -> origin.traffic().bytesRead()));
    metrics.counters(
        "horizon_origin_written_bytes",
        "Bytes of objects that were written to origins.",
        ORIGIN,
        () -> each(origin -> origin.traffic().bytesWritten()));
    metrics.gauges(
        "horizon_origin_breaker_open",
        "1 while an origin is left alone because it failed.",
        ORIGIN,
        () -> each(origin -> origin.isLeftAlone().orElse(false) ? 1L : 0L));
    measureReads(metrics);
  }

  private void measureReads(NodeMetrics metrics) {
    metrics.counters(
        "horizon_origin_found",
        "Keys that were not known here and that an origin had.",
        ORIGIN,
        () -> reads.of(Kind.FOUND));
    metrics.counters(
        "horizon_origin_missing",
        "Keys that an origin was asked for and did not have.",
        ORIGIN,
        () -> reads.of(Kind.MISSING));
    metrics.counters(
        "horizon_origin_revalidated",
        "How often an origin was asked whether an object is still as it was.",
        ORIGIN,
        () -> reads.of(Kind.REVALIDATED));
    metrics.counters(
        "horizon_origin_stale",
        "Answers that were given though the origin could not be asked whether they still hold.",
        ORIGIN,
        () -> reads.of(Kind.STALE));
    metrics.counters(
        "horizon_origin_joined",
        "Reads that shared what was being fetched for another.",
        ORIGIN,
        () -> reads.of(Kind.JOINED));
    metrics.counters(
        "horizon_origin_filled",
        "Bodies that came from an origin whole and are kept.",
        ORIGIN,
        () -> reads.of(Kind.FILLED));
  }

  private Map<String, Long> each(ToLongFunction<HeldOrigin> figure) {
    return origins.all().stream().collect(Collectors.toMap(HeldOrigin::name, figure::applyAsLong));
  }

  private Map<List<String>, Long> requests() {
    Map<List<String>, Long> counts = new HashMap<>();
    for (HeldOrigin origin : origins.all()) {
      OriginTraffic traffic = origin.traffic();
      for (Outcome outcome : Outcome.values()) {
        counts.put(List.of(origin.name(), EnumWords.of(outcome)), traffic.requests(outcome));
      }
    }
    return counts;
  }

  /** Which origins have nothing more for now, to which nothing gets, and which wait for a word. */
  List<Alarm> alarms() {
    return Stream.of(overBudget(), writeBack.alarms(), uses.alarms())
        .flatMap(List::stream)
        .toList();
  }

  private List<Alarm> overBudget() {
    List<String> over =
        origins.all().stream().filter(OriginMonitor::isOver).map(HeldOrigin::name).toList();
    return over.isEmpty()
        ? List.of()
        : List.of(
            Alarm.here(
                Alarm.Kind.ORIGIN_BUDGET,
                "the budget of %s is spent, and what is neither here nor at members is answered 503: raise it with origin add --replace, or wait for the next period"
                    .formatted(String.join(", ", over))));
  }

  private static boolean isOver(HeldOrigin origin) {
    return origin.isOpened()
        && Stream.of(origin.bytesSpent(), origin.requestsSpent())
            .flatMap(Optional::stream)
            .anyMatch(HeldOrigin.Spent::refused);
  }
}
