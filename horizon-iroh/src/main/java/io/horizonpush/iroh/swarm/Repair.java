package io.horizonpush.iroh.swarm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repair of blobs that are damaged here, whoever found that: what of them is sound is copied,
 * and the rest comes from members of a bucket that holds them, behind those who read, or else from
 * where {@link Otherwise} has it. One call of {@link #run} at a time.
 */
public final class Repair {

  private static final Logger LOG = LoggerFactory.getLogger(Repair.class);
  private static final int AT_ONCE = 100;

  /** How long a blob is left alone that nobody gave. */
  private static final Duration NOT_AGAIN = Duration.ofMinutes(10);

  private static final long REMEMBERED = 10_000;

  private final Index index;
  private final PeerBlobs peers;
  private final Otherwise otherwise;
  private final LongAdder repaired = new LongAdder();
  private final Cache<BlobHash, Boolean> missed =
      Caffeine.newBuilder()
          .expireAfterWrite(NOT_AGAIN)
          .maximumSize(REMEMBERED)
          .executor(Runnable::run)
          .build();

  /** Who repairs what no member gives. */
  @FunctionalInterface
  public interface Otherwise {

    /** Repairs a blob; tells whether it is whole now. */
    boolean repair(Used blob);
  }

  public Repair(Index index, PeerBlobs peers, Otherwise otherwise) {
    this.index = index;
    this.peers = peers;
    this.otherwise = otherwise;
  }

  /** The blobs that were repaired since the start. */
  public long repaired() {
    return repaired.sum();
  }

  /** Repairs what is known to be damaged now. */
  public void run() {
    List<Used> some = damaged(Optional.empty());
    while (!some.isEmpty()) {
      some.stream().filter(blob -> missed.getIfPresent(blob.hash()) == null).forEach(this::repair);
      some = damaged(Optional.of(some.getLast().hash()));
    }
  }

  private List<Used> damaged(Optional<BlobHash> after) {
    return index.read(tables -> tables.damage().blobs(after, AT_ONCE));
  }

  private void repair(Used blob) {
    boolean whole =
        buckets(blob.hash()).stream().anyMatch(bucket -> refetch(bucket, blob))
            || otherwise.repair(blob);
    if (whole) {
      repaired.increment();
      LOG.info("Blob {} was damaged, and is whole again", blob.hash());
    } else {
      missed.put(blob.hash(), true);
    }
  }

  private List<BucketId> buckets(BlobHash blob) {
    return index.read(
        tables ->
            tables.uses().holders(blob).stream()
                .flatMap(bucket -> tables.buckets().find(bucket).stream())
                .map(BucketRow::uid)
                .toList());
  }

  private boolean refetch(BucketId bucket, Used blob) {
    try {
      return peers.refetch(bucket, blob.hash(), blob.length());
    } catch (S3Exception e) {
      LOG.warn("Blob {} is damaged and cannot be fetched anew now", blob.hash(), e);
      return false;
    }
  }
}
