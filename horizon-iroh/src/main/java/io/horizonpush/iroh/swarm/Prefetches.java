package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.iroh.sync.Waiting;
import io.horizonpush.iroh.transfer.Transfer;
import io.horizonpush.iroh.transfer.Transfers;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prefetches of a node, which go on over restarts until they are done, cancelled, or somebody
 * pauses them. Thread-safe.
 */
public final class Prefetches implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Prefetches.class);

  /** Those that go on at the same time, and with these those that are paused. */
  private static final int MOST_RUNNING = 4;

  private static final int MOST = 64;

  /** How often, and when, a start looks again for what nobody gave. */
  private static final int PASSES_AFTER_START = 60;

  private static final Duration BETWEEN_PASSES = Duration.ofSeconds(10);

  private final ObjectStore objects;
  private final Function<BucketId, Bucket> buckets;
  private final PeerBlobs blobs;
  private final Transfers transfers;

  /** One goes over its objects once at a time. */
  private final Map<Long, ReentrantLock> working = new ConcurrentHashMap<>();

  private volatile boolean closed;

  /**
   * @param buckets finds a bucket by its id
   */
  public Prefetches(
      ObjectStore objects,
      Function<BucketId, Bucket> buckets,
      PeerBlobs blobs,
      Transfers transfers) {
    this.objects = objects;
    this.buckets = buckets;
    this.blobs = blobs;
    this.transfers = transfers;
  }

  /**
   * Begins to fetch objects.
   *
   * @param prefix with which their keys begin
   * @throws S3Exception {@code ServiceUnavailable} if too many go on
   */
  public synchronized Transfer begin(BucketId bucket, String prefix) {
    List<Transfer> all = transfers.live(Purpose.PREFETCH);
    if (all.stream().filter(each -> each.state() == State.RUNNING).count() >= MOST_RUNNING) {
      throw unavailable(
          MOST_RUNNING + " prefetches go on already: wait until one of them has ended.");
    }
    if (all.size() >= MOST) {
      throw unavailable(
          MOST + " prefetches are paused or go on: resume or cancel one of them first.");
    }
    Transfer transfer = transfers.beginPrefetch(bucket, prefix);
    goOn(transfer);
    return transfer;
  }

  private static S3Exception unavailable(String why) {
    return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, why);
  }

  /** Goes on with those that went on when the node ended; whoever has the bytes may come later. */
  public void open() {
    transfers.live(Purpose.PREFETCH).forEach(transfer -> start(transfer, PASSES_AFTER_START));
  }

  /** Goes on with one, unless it is paused. */
  public void goOn(Transfer transfer) {
    start(transfer, 1);
  }

  private void start(Transfer transfer, int passes) {
    Thread.ofVirtual().name("horizon-prefetch").start(() -> run(transfer, passes));
  }

  private void run(Transfer transfer, int passes) {
    ReentrantLock lock = working.computeIfAbsent(transfer.id(), _ -> new ReentrantLock());
    lock.lock();
    try {
      if (transfer.state() == State.RUNNING && !closed) {
        fetch(transfer, passes);
      }
    } catch (S3Exception e) {
      fail(transfer, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.atWarn().addKeyValue("transfer", transfer.id()).log("prefetch failed", e);
      fail(transfer, "It broke off: the log says why.");
    } finally {
      lock.unlock();
      if (transfer.state().isOver()) {
        working.remove(transfer.id());
      }
    }
  }

  private void fail(Transfer transfer, String why) {
    if (!closed) {
      transfers.end(transfer, State.FAILED, Optional.of(why));
    }
  }

  private void fetch(Transfer transfer, int passes) {
    Bucket bucket = buckets.apply(transfer.place().bucket());
    PrefixedObjects wanted = new PrefixedObjects(objects, bucket, transfer.place().key());
    CompletableFuture<Void> halt = transfer.halted();
    boolean looked = false;
    for (int pass = 1; !halt.isDone() && pass <= passes; pass++) {
      looked = new Prefetch(wanted, blobs, transfer, halt).run();
      if (transfer.lacking().isEmpty()) {
        break;
      }
      if (pass < passes) {
        pause(halt);
      }
    }
    if (looked && !halt.isDone()) {
      Optional<String> lacking = transfer.lacking();
      transfers.end(transfer, lacking.isPresent() ? State.FAILED : State.DONE, lacking);
      LOG.atInfo()
          .addKeyValue("transfer", transfer.id())
          .addKeyValue("bucket", transfer.place().name())
          .log("prefetch ended");
    }
  }

  private static void pause(CompletableFuture<Void> halt) {
    Waiting.on(
        halt.copy().completeOnTimeout(null, BETWEEN_PASSES.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Begins nothing more: what goes on goes on with the next start. */
  @Override
  public void close() {
    closed = true;
    transfers.live(Purpose.PREFETCH).forEach(Transfer::halt);
  }
}
