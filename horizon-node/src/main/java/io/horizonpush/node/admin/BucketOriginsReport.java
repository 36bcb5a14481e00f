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
 * @param storageClasses where versions of some classes go; all others go to the first origin that
 *     is not read-only
 */
public record BucketOriginsReport(
    List<Listed> origins,
    BucketOrigins.Writes writes,
    String freshness,
    BucketOrigins.ListingWhenDown listingWhenDown,
    List<OfClass> storageClasses) {

  public BucketOriginsReport {
    origins = List.copyOf(origins);
    storageClasses = List.copyOf(storageClasses);
  }

  /**
   * Where versions of a storage class go.
   *
   * @param origin by its id
   * @param name that this node has for it; nothing where it has no access
   */
  public record OfClass(String storageClass, String origin, Optional<String> name) {}

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
        known.listingWhenDown(),
        known.classes().entrySet().stream()
            .map(
                each ->
                    new OfClass(
                        each.getKey().word(),
                        each.getValue().toString(),
                        accesses.apply(each.getValue()).name()))
            .toList());
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
