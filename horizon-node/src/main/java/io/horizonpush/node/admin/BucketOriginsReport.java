package io.horizonpush.node.admin;

import io.horizonpush.node.origins.OriginAccess;
import io.horizonpush.node.origins.OriginUse;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.OriginId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The origins of a bucket, and how it goes with them.
 *
 * @param origins in the order in which they are asked
 * @param writes what becomes of what is written here
 * @param freshness how long their word is taken for true: immutable, ttl=60s, always
 * @param listingWhenDown what a listing is while one of them is down
 */
public record BucketOriginsReport(
    List<Listed> origins,
    BucketOrigins.Writes writes,
    String freshness,
    BucketOrigins.ListingWhenDown listingWhenDown) {

  public BucketOriginsReport {
    origins = List.copyOf(origins);
  }

  /**
   * An origin as all members know it.
   *
   * @param name that this node has for it; nothing where it has no access
   * @param use whether this node uses it for the bucket
   */
  public record Listed(
      String id,
      Optional<String> name,
      String type,
      String endpoint,
      String bucket,
      String prefix,
      boolean readOnly,
      OriginUse use) {}

  /**
   * What a bucket has.
   *
   * @param accesses what origins of this bucket are to this node
   */
  public static BucketOriginsReport of(
      BucketOrigins known, Function<OriginId, OriginAccess> accesses) {
    return new BucketOriginsReport(
        known.origins().stream()
            .map(origin -> listed(origin, accesses.apply(origin.id())))
            .toList(),
        known.writes(),
        known.freshness().text(),
        known.listingWhenDown());
  }

  private static Listed listed(ListedOrigin origin, OriginAccess access) {
    return new Listed(
        origin.id().toString(),
        access.name(),
        origin.type(),
        origin.endpoint(),
        origin.bucket(),
        origin.prefix(),
        origin.readOnly(),
        access.use());
  }
}
