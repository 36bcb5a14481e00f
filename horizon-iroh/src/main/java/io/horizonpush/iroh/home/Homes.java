package io.horizonpush.iroh.home;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.HomeRecord;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.function.Function;

/**
 * Which node is the home of which bucket, as this node knows. Thread-safe.
 *
 * @param buckets the bucket of an id, from memory: every change asks for it
 * @param self this node
 */
record Homes(ShareStore shares, Function<BucketId, Bucket> buckets, NodeId self) {

  /**
   * Whether the home of a bucket decides about its objects, and not every node for itself.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  boolean decide(BucketId bucket) {
    return decide(buckets.apply(bucket));
  }

  /** The same of a bucket that is at hand. */
  static boolean decide(Bucket bucket) {
    return bucket.shared().isPresent() && bucket.configuration().deciding().writesAtHome();
  }

  /** Where the requests for a bucket are decided. */
  Deciding of(SharedBucket shared) {
    return buckets.apply(shared.id()).configuration().deciding();
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
