package io.horizonpush.node;

import io.horizonpush.fallback.tier.Transitions;
import io.horizonpush.fallback.writeback.QueueReport;
import io.horizonpush.fallback.writeback.Takeover;
import io.horizonpush.fallback.writeback.Uploaders;
import io.horizonpush.fallback.writeback.WriteBack;
import io.horizonpush.fallback.writeback.WriteBackObjects;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.admin.OriginQueues;
import io.horizonpush.node.admin.OriginQueues.Queue;
import io.horizonpush.node.admin.OriginQueues.Waiting;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.node.origins.HeldOrigin;
import io.horizonpush.node.origins.NodeOrigins;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.OriginJournal;
import io.horizonpush.s3.store.OriginJournal.Load;
import io.horizonpush.s3.store.OriginJournal.Stuck;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What is written here on its way to origins, and what an operator sees of it. Thread-safe. */
final class NodeWriteBack implements AutoCloseable {

  private final NodeStores stores;
  private final NodeOrigins origins;
  private final OriginJournal journal;
  private final WriteBack.Ground ground;
  private final WriteBack writeBack;
  private final Takeover takeover;
  private final WriteBackObjects.Limits limits;

  NodeWriteBack(
      NodeStores stores,
      NodeOrigins origins,
      OriginJournal journal,
      Uploaders uploaders,
      WriteBackObjects.Limits limits) {
    this.stores = stores;
    this.origins = origins;
    this.journal = journal;
    this.ground = new WriteBack.Ground(journal, stores.objects(), stores::bucket, origins);
    this.writeBack = new WriteBack(ground);
    this.takeover =
        new Takeover(
            ground,
            writeBack,
            new Takeover.Rule(
                stores.awaitedUploads(), uploaders, limits.takeover(), InstantSource.system()));
    this.limits = limits;
  }

  /** Begins to work the journal off, and to look after what others are to bring there. */
  NodeWriteBack start() {
    writeBack.start();
    takeover.start();
    return this;
  }

  /** The objects as clients write them. */
  ObjectStore over(ObjectStore objects) {
    return new WriteBackObjects(objects, writeBack, ground, limits);
  }

  /**
   * What moves objects to other storage classes.
   *
   * @param objects as they are written, without waiting for origins
   */
  Transitions transitions(ObjectStore objects) {
    return new Transitions(objects, stores::bucket, writeBack::wake);
  }

  /** What is to be done at origins. */
  OriginQueues queues() {
    return new OriginQueues(writeBack.reports().stream().map(this::queue).toList());
  }

  /** Tries everything at once that was put off, and says what is to be done. */
  OriginQueues retry(Optional<String> name) {
    List<OriginId> ids =
        name.map(each -> List.of(origins.require(each).id())).orElseGet(journal::origins);
    ids.forEach(writeBack::retry);
    return new OriginQueues(
        writeBack.reports().stream()
            .filter(report -> ids.contains(report.load().origin()))
            .map(this::queue)
            .toList());
  }

  /** Tries everything at once that was put off at an origin. */
  void retry(OriginId origin) {
    writeBack.retry(origin);
  }

  private Queue queue(QueueReport report) {
    Load load = report.load();
    return new Queue(
        load.origin().toString(),
        origins.held(load.origin()).map(HeldOrigin::name),
        load.tasks(),
        load.size(),
        load.oldest(),
        load.stuck(),
        report.trouble(),
        report.stuck().stream().map(this::waiting).toList());
  }

  private Waiting waiting(Stuck stuck) {
    Optional<String> bucket;
    try {
      bucket = Optional.of(stores.bucket(stuck.task().bucket()).name().value());
    } catch (S3Exception e) {
      bucket = Optional.empty(); // It was deleted this moment.
    }
    return new Waiting(bucket.orElse("?"), stuck.task().key().value(), stuck.why());
  }

  void measure(NodeMetrics metrics) {
    metrics.gauges(
        "horizon_origin_queue_tasks",
        "Uploads and deletions that are still to be made at an origin.",
        "origin",
        () -> each(Load::tasks));
    metrics.gauges(
        "horizon_origin_queue_bytes",
        "Bytes that are still to be uploaded to an origin.",
        "origin",
        () -> each(Load::size));
    metrics.gauges(
        "horizon_origin_queue_oldest_seconds",
        "For how long the oldest of that waits.",
        "origin",
        () -> each(load -> Duration.between(load.oldest(), Instant.now()).toSeconds()));
    metrics.gauges(
        "horizon_origin_queue_stuck",
        "How much of that waits for somebody to do something.",
        "origin",
        () -> each(Load::stuck));
  }

  private Map<String, Long> each(ToLongFunction<Load> figure) {
    return journal.origins().stream()
        .flatMap(origin -> journal.load(origin).stream())
        .collect(Collectors.toMap(load -> shown(load.origin()), figure::applyAsLong));
  }

  private String shown(OriginId origin) {
    return origins.held(origin).map(HeldOrigin::name).orElseGet(origin::toString);
  }

  /** What keeps what was written here from getting to origins. */
  List<Alarm> alarms() {
    List<Alarm> alarms = new ArrayList<>();
    for (QueueReport report : writeBack.reports()) {
      String origin = shown(report.load().origin());
      report
          .trouble()
          .ifPresent(
              why ->
                  alarms.add(
                      alarm(
                          "%d changes wait for the origin %s: %s"
                              .formatted(report.load().tasks(), origin, why))));
      if (report.load().stuck() > 0) {
        alarms.add(
            alarm(
                "%d changes are stuck on their way to the origin %s, the first because %s: mend that and run `origin drain`"
                    .formatted(
                        report.load().stuck(),
                        origin,
                        report.stuck().stream().findFirst().map(Stuck::why).orElse("?"))));
      }
    }
    return alarms;
  }

  private static Alarm alarm(String message) {
    return Alarm.here(Alarm.Kind.ORIGIN_WRITES, message);
  }

  @Override
  public void close() {
    takeover.close();
    writeBack.close();
  }
}
