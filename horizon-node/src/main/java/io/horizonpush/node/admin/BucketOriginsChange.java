package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketOrigins;
import java.util.List;
import java.util.Optional;

/**
 * What is to become of the origins of a bucket; what is empty stays as it is.
 *
 * @param origins their names here, or the ids of such as the bucket has already, in the order in
 *     which they are asked; none takes them away
 * @param writes where it is not said, and the bucket had none: write-back, or local-only where all
 *     are read-only
 * @param freshness immutable, ttl=60s or always
 * @param listingWhenDown what a listing is while one of them is down
 */
public record BucketOriginsChange(
    Optional<List<String>> origins,
    Optional<BucketOrigins.Writes> writes,
    Optional<String> freshness,
    Optional<BucketOrigins.ListingWhenDown> listingWhenDown) {

  public BucketOriginsChange {
    origins = origins.map(List::copyOf);
  }
}
