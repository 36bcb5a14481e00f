package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.OriginJournal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What works the journal off: a lane for each origin at which something is to be done, whatever
 * else goes on. It looks into the journal from time to time, and at once when it is woken; so a
 * node that starts with a long journal is ready before anything of it is read.
 *
 * <p>Thread-safe.
 */
public final class WriteBack implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WriteBack.class);

  /** How often the journal is looked into, at least. */
  static final Duration LOOKED_INTO = Duration.ofSeconds(1);

  private final Ground ground;
  private final Settled settled = new Settled();
  private final Bell bell = new Bell();
  private final Map<OriginId, Lane> lanes = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * What it stands on.
   *
   * @param objects whose bytes are uploaded, as they are on this node and its members
   * @param buckets by their ids
   * @param origins that this node has access to
   */
  public record Ground(
      OriginJournal journal,
      ObjectStore objects,
      Function<BucketId, Bucket> buckets,
      KnownOrigins origins) {}

  public WriteBack(Ground ground) {
    this.ground = ground;
  }

  /** Begins. */
  public void start() {
    Thread.ofVirtual().name("horizon-write-back").start(this::run);
  }

  private void run() {
    while (!closed) {
      try {
        ground.journal().origins().forEach(this::lane);
      } catch (S3Exception e) {
        LOG.warn("the journal of origins cannot be read and is tried again: {}", e.getMessage());
      }
      if (!bell.await(LOOKED_INTO)) {
        return;
      }
    }
  }

  private Lane lane(OriginId origin) {
    return lanes.computeIfAbsent(origin, id -> Lane.start(id, ground, settled));
  }

  /** Says that something may have been queued. */
  public void wake() {
    bell.ring();
    lanes.values().forEach(Lane::wake);
  }

  /** What is said whenever a task is done, or put off. */
  Settled settled() {
    return settled;
  }

  /** How much is to be done at each origin, and what holds it up. */
  public List<QueueReport> reports() {
    return ground.journal().origins().stream()
        .flatMap(origin -> ground.journal().load(origin).stream())
        .map(
            load -> {
              Lane lane = lanes.get(load.origin());
              return new QueueReport(
                  load,
                  lane == null ? Optional.empty() : lane.trouble(),
                  ground.journal().stuck(load.origin(), QueueReport.REASONS));
            })
        .toList();
  }

  /** Tries everything that was put off at an origin at once. */
  public void retry(OriginId origin) {
    if (!closed) {
      lane(origin).retry();
    }
  }

  /** Ends what goes on. What is not done is done by the next process. */
  @Override
  public void close() {
    closed = true;
    bell.ring();
    lanes.values().forEach(Lane::close);
  }
}
