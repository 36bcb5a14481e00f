package io.horizonpush.iroh.home;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.HomeRecord;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BucketStore;

/**
 * Which node is the home of which bucket, as this node knows. Thread-safe.
 *
 * @param self this node
 */
record Homes(ShareStore shares, BucketStore buckets, NodeId self) {

  /** Whether the home of a bucket decides about its objects, and not every node for itself. */
  boolean decide(BucketId bucket) {
    return shares
        .find(bucket)
        .flatMap(shared -> buckets.find(shared.name()))
        .filter(found -> found.id().equals(bucket))
        .filter(found -> found.configuration().deciding().writesAtHome())
        .isPresent();
  }

  /** Where the requests for a bucket are decided. */
  Deciding of(SharedBucket shared) {
    return buckets
        .find(shared.name())
        .map(bucket -> bucket.configuration().deciding())
        .orElse(Deciding.LOCALLY);
  }

  /**
   * The home of a bucket.
   *
   * @throws S3Exception {@code ServiceUnavailable} if there is none
   */
  HomeRecord require(BucketId bucket) {
    return shares
        .find(bucket)
        .orElseThrow(S3Exception::noSuchBucket)
        .membership()
        .home()
        .orElseThrow(
            () ->
                unavailable("Nobody is the home of the bucket: an owner says who (bucket home)."));
  }

  boolean isHere(HomeRecord home) {
    return home.node().equals(self);
  }

  /** What a client is told that may try again. */
  static S3Exception unavailable(String why) {
    return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, why).withHeader("retry-after", "1");
  }
}
