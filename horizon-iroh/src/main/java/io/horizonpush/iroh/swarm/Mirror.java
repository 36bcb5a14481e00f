package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets that are mirrored, and the fetch of all that their records name: a few blobs at once,
 * behind those who read. What is missing is read from the index each time, so that nothing is
 * forgotten over restarts. Thread-safe; blocks its (virtual) thread.
 */
public final class Mirror implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

  private static final int AT_ONCE = 4;
  private static final int PAGE = 256;

  /** How long a blob is not asked for again that nobody gave. */
  private static final Duration NOT_AGAIN = Duration.ofSeconds(30);

  private final Index index;
  private final PeerBlobs blobs;
  private final ReentrantLock running = new ReentrantLock();
  private final MissedBlobs missed;
  private volatile long missing;
  private volatile boolean closed;

  public Mirror(Index index, PeerBlobs blobs) {
    this.index = index;
    this.blobs = blobs;
    this.missed = new MissedBlobs(NOT_AGAIN, index.clocks().running());
  }

  /** When the bytes of a bucket are fetched. */
  public PullPolicy policy(BucketId bucket) {
    boolean mirrored =
        index.read(
            tables ->
                tables
                    .buckets()
                    .find(bucket)
                    .filter(row -> tables.mirrors().has(row.id()))
                    .isPresent());
    return mirrored ? PullPolicy.MIRROR : PullPolicy.ON_DEMAND;
  }

  /**
   * Sets when the bytes of a bucket are fetched.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  public void set(BucketId bucket, PullPolicy policy) {
    index.write(
        Durability.STRICT,
        tables -> {
          BucketRow row = tables.buckets().require(bucket);
          tables.mirrors().set(row.id(), policy == PullPolicy.MIRROR);
          return row;
        });
  }

  /** How many blobs were missing in mirrored buckets a moment ago. */
  public long missing() {
    return missing;
  }

  /** Fetches what is missing now and was not found missing everywhere a moment ago. */
  public void run() {
    running.lock();
    try {
      List<BucketRow> mirrored = mirrored();
      missing = count(mirrored);
      if (missing > 0) {
        mirrored.stream()
            .filter(row -> !blobs.isPaused(Purpose.MIRROR, row.uid()))
            .forEach(this::fetch);
        missing = count(mirrored);
      }
    } finally {
      running.unlock();
    }
  }

  private List<BucketRow> mirrored() {
    return index.read(
        tables ->
            tables.mirrors().all().stream()
                .flatMap(id -> tables.buckets().find(id).stream())
                .toList());
  }

  private long count(List<BucketRow> buckets) {
    return index.read(
        tables -> buckets.stream().mapToLong(row -> tables.uses().awaited(row.id())).sum());
  }

  private void fetch(BucketRow bucket) {
    try (FewAtOnce fetches = new FewAtOnce(AT_ONCE)) {
      List<Used> page = awaited(bucket, Optional.empty());
      while (!page.isEmpty() && !closed) {
        page.forEach(blob -> fetches.submit(() -> fetch(bucket.uid(), blob)));
        page = awaited(bucket, Optional.of(page.getLast().hash()));
      }
    }
  }

  private List<Used> awaited(BucketRow bucket, Optional<BlobHash> after) {
    return index.read(tables -> tables.uses().awaited(bucket.id(), after, PAGE));
  }

  private void fetch(BucketId bucket, Used blob) {
    if (closed || missed.has(bucket, blob.hash()) || blobs.isPaused(Purpose.MIRROR, bucket)) {
      return;
    }
    try {
      boolean _ = blobs.fetch(Purpose.MIRROR, bucket, blob.hash(), blob.length());
    } catch (S3Exception e) {
      if (!blobs.isPaused(Purpose.MIRROR, bucket)) {
        missed.add(bucket, blob.hash());
      }
      LOG.debug("Blob {} of bucket {} cannot be fetched now", blob.hash(), bucket, e);
    }
  }

  /** Begins nothing more, and waits for what is under way. */
  @Override
  public void close() {
    closed = true;
    running.lock();
    try {
      missing = 0;
    } finally {
      running.unlock();
    }
  }
}
