package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.fill.OriginCopies.Copy;
import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.Extent;
import io.horizonpush.s3.store.PinnedObject;
import java.util.Optional;

/** Where origins have the bytes that are asked for. Thread-safe. */
final class Upstreams {

  private final KnownOrigins origins;
  private final OriginBodies.Stores stores;
  private final OriginCopies copies;

  Upstreams(KnownOrigins origins, OriginBodies.Stores stores) {
    this.origins = origins;
    this.stores = stores;
    this.copies = new OriginCopies(stores.records());
  }

  /** Where a body is that a record says to be at an origin; nothing where it is none of its own. */
  Optional<Upstream> of(Extent extent, ObjectBody.Remote remote) {
    return isOwn(extent, remote)
        ? known(extent.bucket(), remote.origin())
            .map(
                origin ->
                    new Upstream(
                        origin,
                        stores.members(),
                        pinned(extent, remote.origin(), remote.tag()),
                        remote.key(),
                        0,
                        remote.length(),
                        remote.length()))
        : Optional.empty();
  }

  private boolean isOwn(Extent extent, ObjectBody.Remote remote) {
    return stores
        .buckets()
        .apply(extent.bucket())
        .configuration()
        .origins()
        .find(remote.origin())
        .filter(origin -> OriginCopies.isOwn(origin, extent.key(), remote.key()))
        .isPresent();
  }

  /**
   * Bytes that an origin has.
   *
   * @param confirmed see {@link Copy}
   */
  record Copied(Upstream upstream, boolean confirmed) {}

  /** Where an origin has the bytes of a part of a version that has a hash. */
  Optional<Copied> ofCopy(Extent extent) {
    Bucket bucket = stores.buckets().apply(extent.bucket());
    if (bucket.configuration().origins().isEmpty()) {
      return Optional.empty();
    }
    return stores
        .records()
        .get()
        .find(bucket, extent.key(), new VersionName.Id(extent.version()))
        .present()
        .flatMap(version -> copied(bucket, version, extent));
  }

  private Optional<Copied> copied(Bucket bucket, StoredVersion version, Extent extent) {
    Optional<Copy> copy = copies.of(bucket, version);
    if (copy.isEmpty()) {
      return Optional.empty();
    }
    long start =
        version.body().parts().stream()
            .filter(part -> part.number() < extent.part())
            .mapToLong(ObjectBody.Part::length)
            .sum();
    Copy there = copy.get();
    return known(bucket.id(), there.origin())
        .map(
            origin ->
                new Upstream(
                    origin,
                    stores.members(),
                    pinned(extent, there.origin(), there.tag()),
                    there.key(),
                    start,
                    extent.length(),
                    version.size()))
        .map(upstream -> new Copied(upstream, there.confirmed()));
  }

  private static PinnedObject pinned(Extent extent, OriginId origin, String tag) {
    return new PinnedObject(extent.bucket(), origin, extent.key(), tag);
  }

  private Optional<KnownOrigin> known(BucketId bucket, OriginId id) {
    try {
      return origins.find(bucket, id);
    } catch (OriginException e) {
      throw OriginErrors.of(id.toString(), e);
    }
  }
}
