package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;

/**
 * What the admin API asks of the node about the homes of buckets. Thread-safe; blocks its (virtual)
 * thread. What is refused is an {@link io.horizonpush.iroh.share.ShareException}.
 */
public interface HomeControl {

  /** Where a bucket's requests are decided. */
  HomeReport home(BucketName bucket);

  /** Makes another node the home. */
  HomeReport moveHome(BucketName bucket, HomeMove move);
}
