package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketOrigins;
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
   */
  public record Listed(
      String id,
      Optional<String> name,
      String type,
      String endpoint,
      String bucket,
      String prefix,
      boolean readOnly) {}

  /**
   * What a bucket has.
   *
   * @param names that this node has for origins
   */
  public static BucketOriginsReport of(
      BucketOrigins known, Function<OriginId, Optional<String>> names) {
    return new BucketOriginsReport(
        known.origins().stream()
            .map(
                origin ->
                    new Listed(
                        origin.id().toString(),
                        names.apply(origin.id()),
                        origin.type(),
                        origin.endpoint(),
                        origin.bucket(),
                        origin.prefix(),
                        origin.readOnly()))
            .toList(),
        known.writes(),
        known.freshness().text(),
        known.listingWhenDown());
  }
}
