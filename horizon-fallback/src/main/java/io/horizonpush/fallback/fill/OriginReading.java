package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.fleet.FleetOrigins;
import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.LentOrigins;
import io.horizonpush.s3.store.ObjectStore;
import org.jspecify.annotations.Nullable;

/**
 * Reading through the origins of buckets, wired: a source of bytes for the stores, and what stands
 * before them. Thread-safe.
 */
public final class OriginReading {

  private final KnownOrigins own;
  private final FleetOrigins origins;
  private final OriginBodies.Stores stores;
  private final Sightings sightings = new Sightings();
  private final ReadCounts counts = new ReadCounts();
  private final CacheCounts cache = new CacheCounts();
  private final OwnRequests requests = new OwnRequests();
  private final OriginBodies bodies;
  private volatile @Nullable ObjectStore objects;

  /**
   * @param own origins that this node has access to
   */
  public OriginReading(KnownOrigins own, OriginBodies.Stores stores) {
    this.own = own;
    this.origins = new FleetOrigins(own, stores.members(), stores.buckets());
    this.stores = stores;
    this.bodies = new OriginBodies(origins, stores, requests, sightings, counts);
  }

  /** The bytes that origins have. */
  public ContentSource bodies() {
    return bodies;
  }

  /** The same whatever is here of them, and not compared: for who repairs what is here. */
  public ContentSource uncompared() {
    return bodies::openThere;
  }

  /** Objects as clients get them, over those that are known here. */
  public ObjectStore over(ObjectStore here) {
    OriginRecords records = new OriginRecords(here, sightings);
    Lookups lookups =
        new Lookups(origins, new FirstAnswers(stores.members(), requests), records, counts);
    OriginCopies copies = new OriginCopies(() -> here);
    ReadThrough through =
        new ReadThrough(
            here,
            stores.buckets(),
            lookups,
            new Revalidations(origins, copies, records, lookups, sightings, counts),
            new MergedListings(here, origins, sightings),
            cache);
    objects = through;
    return through;
  }

  /** What of it needed no origin. */
  public CacheCounts cache() {
    return cache;
  }

  /** What this node reads at its origins for members, once clients are served. */
  public LentOrigins lent() {
    return new LentReads(own, stores.buckets(), this::objects);
  }

  private ObjectStore objects() {
    ObjectStore through = objects;
    if (through == null) {
      throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "The node is about to start.");
    }
    return through;
  }

  /** What was read. */
  public ReadCounts counts() {
    return counts;
  }
}
