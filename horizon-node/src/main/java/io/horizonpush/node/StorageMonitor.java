package io.horizonpush.node;

import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.IndexHealth;
import io.horizonpush.iroh.index.ScrubTable.Ended;
import io.horizonpush.iroh.publish.Publisher;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.iroh.store.UploadLimits;
import io.horizonpush.iroh.verify.Scrubber;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.admin.BucketUsage;
import io.horizonpush.node.admin.NodeStatus;
import io.horizonpush.node.metrics.NodeMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How the stores are: for people as a status, for programs as metrics. Thread-safe. */
final class StorageMonitor {

  private final Watched watched;
  private final Holdings holdings;
  private final UploadLimits uploads;
  private final KeepMonitor kept;
  private final OriginMonitor origins;

  StorageMonitor(
      Watched watched,
      Holdings holdings,
      UploadLimits uploads,
      KeepMonitor kept,
      OriginMonitor origins) {
    this.kept = kept;
    this.origins = origins;
    this.watched = watched;
    this.holdings = holdings;
    this.uploads = uploads;
  }

  /** What is looked at. */
  record Watched(
      Index index,
      ContentStore content,
      NodeStores stores,
      Publisher publisher,
      Scrubber scrubber) {}

  /** Shows how they are as metrics. */
  void measure(NodeMetrics metrics) {
    measureStores(metrics);
    measureDisk(metrics);
    measureHoldings(metrics);
    kept.measure(metrics);
    origins.measure(metrics);
  }

  private void measureStores(NodeMetrics metrics) {
    metrics.gauge(
        "horizon_publish_backlog",
        "Changes not yet in their documents.",
        watched.publisher()::backlog);
    metrics.gauge(
        "horizon_publisher_failures",
        "Batches that could not be published and were tried again.",
        watched.publisher()::failures);
    metrics.gauge(
        "horizon_lock_clock_behind_seconds",
        "How far the clock by which locks end is behind the wall clock.",
        () -> watched.stores().lockClock().behind().toSeconds());
    metrics.gauge(
        "horizon_damaged_groups",
        "Groups of 16 KiB of stored bytes that are damaged and not given to anybody.",
        () -> watched.scrubber().progress().damaged());
    metrics.gauge(
        "horizon_scrub_progress",
        "The part of the blobs that the scrubber has read in this interval, from 0 to 1.",
        () -> watched.scrubber().progress().part());
    metrics.gauge(
        "horizon_read_only",
        "1 while writes are refused.",
        () -> watched.index().health() instanceof IndexHealth.Writable ? 0 : 1);
  }

  private void measureDisk(NodeMetrics metrics) {
    metrics.gauge("horizon_disk_size_bytes", "The size of the disk.", () -> space().total());
    metrics.gauge(
        "horizon_disk_used_bytes",
        "What is not free of the disk, whoever uses it.",
        () -> space().used());
    metrics.gauge("horizon_disk_free_bytes", "Free bytes of the disk.", () -> space().free());
    metrics.gauge(
        "horizon_disk_floor_bytes",
        "What is to be left of the disk, below which writes are refused.",
        () -> space().floor());
    metrics.gauge(
        "horizon_disk_short",
        "1 while writes are refused because the disk has too little room.",
        () -> space().isShort() ? 1 : 0);
  }

  private void measureHoldings(NodeMetrics metrics) {
    held(metrics, "horizon_buckets", "Buckets.", count -> count.buckets().size());
    held(metrics, "horizon_objects", "Current objects.", count -> count.total().current().count());
    held(
        metrics,
        "horizon_object_bytes",
        "Bytes of current objects.",
        count -> count.total().current().bytes());
    held(
        metrics,
        "horizon_noncurrent_versions",
        "Versions with bytes that are not current.",
        count -> count.total().noncurrent().count());
    held(
        metrics,
        "horizon_noncurrent_bytes",
        "Bytes of versions that are not current.",
        count -> count.total().noncurrent().bytes());
    held(
        metrics,
        "horizon_uploads_unfinished",
        "Multipart uploads that are neither completed nor aborted.",
        Holdings.Count::uploads);
    held(
        metrics,
        "horizon_holdings_counted_timestamp_seconds",
        "When buckets, objects, versions and uploads were counted.",
        count -> count.at().getEpochSecond());
    metrics.counter(
        "horizon_uploads_expired_total",
        "Multipart uploads that were aborted for their age.",
        watched.stores().uploadExpiry()::expired);
  }

  /** A figure that is not there before it was counted first. */
  private void held(
      NodeMetrics metrics, String name, String help, ToDoubleFunction<Holdings.Count> figure) {
    metrics.gauge(name, help, () -> holdings.soon().map(figure::applyAsDouble).orElse(Double.NaN));
  }

  /** How they are, with what they hold. */
  NodeStatus.StorageStatus status() {
    return status(holdings.soon());
  }

  /** How they are at a start, which counts nothing. */
  NodeStatus.StorageStatus statusAtStart() {
    return status(Optional.empty());
  }

  private NodeStatus.StorageStatus status(Optional<Holdings.Count> count) {
    Scrubber.Progress scrub = watched.scrubber().progress();
    return new NodeStatus.StorageStatus(
        watched.publisher().backlog(),
        space(),
        new NodeStatus.ScrubStatus(
            scrub.began(),
            (int) (100 * scrub.part()),
            scrub.damaged(),
            scrub.ended().map(Ended::at),
            scrub.ended().map(Ended::damaged).orElse(0L)),
        new NodeStatus.UploadStatus(
            count.map(Holdings.Count::uploads),
            Optional.of(uploads.maxAge()).filter(Duration::isPositive),
            watched.stores().uploadExpiry().expired()),
        count.map(StorageMonitor::report),
        problems(scrub).stream().map(Alarm::message).toList());
  }

  private static NodeStatus.Holdings report(Holdings.Count count) {
    BucketUsage total = count.total();
    return new NodeStatus.Holdings(count.at(), count.buckets().size(), total);
  }

  /** How much room the disk has, and is to have. */
  private DiskFloor.Space space() {
    return watched.content().floor().space();
  }

  /** What keeps the stores from working as they should, and a disk that is short of room. */
  List<Alarm> alarms() {
    List<Alarm> alarms = new ArrayList<>(problems(watched.scrubber().progress()));
    DiskFloor.Space space = space();
    if (space.isShort()) {
      alarms.add(
          Alarm.here(
              Alarm.Kind.DISK_SHORT,
              "the disk has less free than the %d bytes that are to be left: nothing is stored until objects are deleted or there is more"
                  .formatted(space.floor())));
    }
    return alarms;
  }

  /** What keeps the stores from working as they should. */
  private List<Alarm> problems(Scrubber.Progress scrub) {
    List<Alarm> problems = new ArrayList<>();
    switch (watched.index().health()) {
      case IndexHealth.Writable _ -> {}
      case IndexHealth.ReadOnly(String reason) ->
          problems.add(Alarm.here(Alarm.Kind.READ_ONLY, "read-only: " + reason));
    }
    if (scrub.damaged() > 0) {
      problems.add(
          Alarm.here(
              Alarm.Kind.DAMAGED,
              "%d groups of 16 KiB of stored bytes are damaged; `verify --deep` names their objects, and storing those again heals them"
                  .formatted(scrub.damaged())));
    }
    problems.addAll(kept.alarms());
    problems.addAll(origins.alarms());
    return problems;
  }
}
