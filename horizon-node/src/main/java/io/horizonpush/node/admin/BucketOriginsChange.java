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
 * @param storageClasses where versions of some classes go
 * @param allow names of origins of the bucket that this node uses for it from now on; what is named
 *     as one of its origins here is allowed, too
 * @param deny names of those that it does not
 */
public record BucketOriginsChange(
    Optional<List<String>> origins,
    Optional<BucketOrigins.Writes> writes,
    Optional<String> freshness,
    Optional<BucketOrigins.ListingWhenDown> listingWhenDown,
    Optional<List<ClassChange>> storageClasses,
    Optional<List<String>> allow,
    Optional<List<String>> deny) {

  /**
   * Where versions of a storage class go.
   *
   * @param origin its name here, or its id; nothing for where all others go
   */
  public record ClassChange(String storageClass, Optional<String> origin) {}

  public BucketOriginsChange {
    origins = origins.map(List::copyOf);
    storageClasses = storageClasses.map(List::copyOf);
    allow = allow.map(List::copyOf);
    deny = deny.map(List::copyOf);
  }

  /** Whether something is to change that all members have. */
  public boolean isOfAll() {
    return origins.isPresent()
        || writes.isPresent()
        || freshness.isPresent()
        || listingWhenDown.isPresent()
        || storageClasses.isPresent();
  }
}
