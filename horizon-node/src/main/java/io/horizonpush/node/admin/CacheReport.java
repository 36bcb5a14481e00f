package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The bytes that are here, what may become of them, and what they were good for. Bytes of small
 * objects, which the index keeps, are not counted among those that are here.
 *
 * @param quota what they may be; nothing where only the disk bounds them
 * @param evictable those that may go since origins have them
 * @param reads of buckets with origins
 * @param since when reads are counted
 * @param buckets those that have bytes here, or origins
 */
public record CacheReport(
    Optional<Long> quota,
    Bytes bytes,
    long evictable,
    Reads reads,
    Instant since,
    List<OfBucket> buckets) {

  public CacheReport {
    buckets = List.copyOf(buckets);
  }

  /**
   * Bytes that are here.
   *
   * @param local all of them
   * @param dirty that wait for their upload
   * @param pinned that are to be here always
   */
  public record Bytes(long local, long dirty, long pinned) {}

  /**
   * What was read.
   *
   * @param hits reads that were served from here or by members
   * @param misses reads for which an origin was asked
   * @param savedBytes of hits that an origin has, too, and did not send
   */
  public record Reads(long hits, long misses, long hitBytes, long missBytes, long savedBytes) {}

  /**
   * The same of one bucket.
   *
   * @param origins by their names here, or their ids where this node has no access
   */
  public record OfBucket(BucketName bucket, List<String> origins, Bytes bytes, Reads reads) {

    public OfBucket {
      origins = List.copyOf(origins);
    }
  }
}
