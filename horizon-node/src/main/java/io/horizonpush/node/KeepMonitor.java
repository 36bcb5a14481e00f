package io.horizonpush.node;

import io.horizonpush.iroh.keep.Keeping;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.s3.model.BucketName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How bytes are kept by several nodes: for people as alarms, for programs as metrics. */
final class KeepMonitor {

  private final Keeping keeping;

  KeepMonitor(Keeping keeping) {
    this.keeping = keeping;
  }

  void measure(NodeMetrics metrics) {
    metrics.gauge(
        "horizon_promises_given", "Promises to other nodes that blobs stay here.", keeping::given);
    metrics.gauge(
        "horizon_blobs_relied",
        "Blobs whose bytes went from here because other nodes promised to keep them.",
        keeping::relied);
    metrics.gauge(
        "horizon_blobs_unkept",
        "Those of them that too few nodes promise to keep any longer.",
        keeping::unkept);
    metrics.gauge(
        "horizon_copies_lacking",
        "Blobs that fewer members have than copies of their bucket says, of those that this node counts.",
        () -> sum(keeping.lacking()));
    metrics.gauge(
        "horizon_pinned_missing",
        "Blobs of pinned objects that are not here and that nobody gave.",
        keeping::unpinned);
  }

  private static long sum(Map<BucketName, Long> lacking) {
    return lacking.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What is kept by fewer than is to be. */
  List<Alarm> alarms() {
    List<Alarm> alarms = new ArrayList<>();
    long unkept = keeping.unkept();
    if (unkept > 0) {
      alarms.add(
          Alarm.here(
              Alarm.Kind.BYTES_UNKEPT,
              "%d blobs went from here that too few other nodes promise to keep any longer, and that cannot be fetched now: start those nodes, or make room"
                  .formatted(unkept)));
    }
    Map<BucketName, Long> lacking = keeping.lacking();
    if (!lacking.isEmpty()) {
      String buckets =
          lacking.keySet().stream()
              .map(BucketName::value)
              .sorted()
              .collect(Collectors.joining(", "));
      alarms.add(
          Alarm.here(
              Alarm.Kind.COPIES_LACKING,
              "%d blobs of %s are on fewer members that can be reached than `copies` says"
                  .formatted(sum(lacking), buckets)));
    }
    return alarms;
  }
}
