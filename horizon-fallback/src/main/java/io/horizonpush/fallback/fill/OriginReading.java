package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.ObjectStore;

/**
 * Reading through the origins of buckets, wired: a source of bytes for the stores, and what stands
 * before them. Thread-safe.
 */
public final class OriginReading {

  private final KnownOrigins origins;
  private final OriginBodies.Stores stores;
  private final Sightings sightings = new Sightings();
  private final ReadCounts counts = new ReadCounts();
  private final CacheCounts cache = new CacheCounts();
  private final OriginBodies bodies;

  public OriginReading(KnownOrigins origins, OriginBodies.Stores stores) {
    this.origins = origins;
    this.stores = stores;
    this.bodies = new OriginBodies(origins, stores, sightings, counts);
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
    Lookups lookups = new Lookups(origins, records, counts);
    OriginCopies copies = new OriginCopies(() -> here);
    return new ReadThrough(
        here,
        stores.buckets(),
        lookups,
        new Revalidations(origins, copies, records, lookups, sightings, counts),
        new MergedListings(here, origins, sightings),
        cache);
  }

  /** What of it needed no origin. */
  public CacheCounts cache() {
    return cache;
  }

  /** What was read. */
  public ReadCounts counts() {
    return counts;
  }
}
