package io.horizonpush.iroh.swarm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The blobs that nobody gave a while ago, which are not asked for again before that is over; a
 * bounded number of them. Thread-safe.
 */
public final class MissedBlobs {

  private static final long REMEMBERED = 100_000;

  private final Cache<Missed, Boolean> missed;

  /**
   * @param notAgain how long one is not asked for again
   * @param running tells for how long something has been running
   */
  public MissedBlobs(Duration notAgain, Supplier<Duration> running) {
    missed =
        Caffeine.newBuilder()
            .expireAfterWrite(notAgain)
            .maximumSize(REMEMBERED)
            .ticker(() -> running.get().toNanos())
            .executor(Runnable::run)
            .build();
  }

  private record Missed(BucketId bucket, BlobHash blob) {}

  /** Notes that nobody gives one. */
  public void add(BucketId bucket, BlobHash blob) {
    missed.put(new Missed(bucket, blob), true);
  }

  /** Whether one is not to be asked for now. */
  public boolean has(BucketId bucket, BlobHash blob) {
    return missed.getIfPresent(new Missed(bucket, blob)) != null;
  }
}
