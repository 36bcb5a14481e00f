package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Source;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * What was read of buckets with origins, by whether an origin had to be asked for the bytes, since
 * the node started. Where the first of them came from counts for a read. Thread-safe.
 */
public final class CacheCounts {

  private final ConcurrentMap<BucketId, Counting> buckets = new ConcurrentHashMap<>();

  /**
   * Figures of a bucket, or of several.
   *
   * @param hits reads that were served from here or by members
   * @param misses reads for which an origin was asked
   * @param hitBytes of those hits
   * @param missBytes of those misses
   * @param savedBytes those of hits that an origin has, too, or will have, and did not send
   */
  public record Figures(long hits, long misses, long hitBytes, long missBytes, long savedBytes) {

    public static final Figures NONE = new Figures(0, 0, 0, 0, 0);

    /** These and others. */
    public Figures plus(Figures more) {
      return new Figures(
          hits + more.hits,
          misses + more.misses,
          hitBytes + more.hitBytes,
          missBytes + more.missBytes,
          savedBytes + more.savedBytes);
    }
  }

  private static final class Counting {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder hitBytes = new LongAdder();
    private final LongAdder missBytes = new LongAdder();
    private final LongAdder savedBytes = new LongAdder();

    Figures figures() {
      return new Figures(
          hits.sum(), misses.sum(), hitBytes.sum(), missBytes.sum(), savedBytes.sum());
    }
  }

  void count(Bucket bucket, StoredVersion object, long length, Source source) {
    Counting counting = buckets.computeIfAbsent(bucket.id(), _ -> new Counting());
    if (source.isOrigin()) {
      counting.misses.increment();
      counting.missBytes.add(length);
      return;
    }
    counting.hits.increment();
    counting.hitBytes.add(length);
    if (isAtAnOrigin(bucket.configuration().origins(), object)) {
      counting.savedBytes.add(length);
    }
  }

  /** What is written here gets to the destination, and the rest was learnt. */
  private static boolean isAtAnOrigin(BucketOrigins origins, StoredVersion object) {
    return origins.destination().isPresent() || origins.teller(object).isPresent();
  }

  /** The figures of each bucket of which something was read. */
  public Map<BucketId, Figures> all() {
    return buckets.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().figures()));
  }
}
