package io.horizonpush.fallback.fleet;

import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.fallback.origin.OriginBudget;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginReader;
import io.horizonpush.fallback.origin.Patience;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.store.MemberOrigins;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The origins of buckets to read from: those that this node uses itself, and the others through
 * members that do. Thread-safe.
 */
public final class FleetOrigins implements KnownOrigins {

  /** Members have been patient with the origin already. */
  private static final Patience SHORT =
      new Patience(
          2, 16, Duration.ofMillis(100), Duration.ofSeconds(1), 4096, Duration.ofSeconds(20));

  private final KnownOrigins own;
  private final MemberOrigins members;
  private final Function<BucketId, Bucket> buckets;
  private final Map<Place, KnownOrigin> opened = new ConcurrentHashMap<>();

  private record Place(BucketId bucket, ListedOrigin origin) {}

  /**
   * @param own those that this node has access to
   * @param buckets finds a bucket by its id
   */
  public FleetOrigins(KnownOrigins own, MemberOrigins members, Function<BucketId, Bucket> buckets) {
    this.own = own;
    this.members = members;
    this.buckets = buckets;
  }

  @Override
  public Optional<KnownOrigin> find(BucketId bucket, OriginId id) {
    Optional<KnownOrigin> found = own.find(bucket, id);
    return found.isPresent() || !members.serve(bucket, id)
        ? found
        : buckets
            .apply(bucket)
            .configuration()
            .origins()
            .find(id)
            .map(origin -> opened.computeIfAbsent(new Place(bucket, origin), this::open));
  }

  @Override
  public boolean knows(OriginId id) {
    return own.knows(id);
  }

  /**
   * @throws OriginException where a newer node wrote what this one cannot read
   */
  private KnownOrigin open(Place place) {
    MemberOrigin origin = new MemberOrigin(place.bucket(), place.origin(), members);
    return new KnownOrigin(
        place.origin().bucket(),
        origin,
        new OriginReader(origin, OriginBudget.UNLIMITED, SHORT),
        false);
  }
}
