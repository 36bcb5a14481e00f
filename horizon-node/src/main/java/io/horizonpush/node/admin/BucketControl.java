package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;

/**
 * What the admin API asks about buckets. Thread-safe; blocks its (virtual) thread.
 *
 * <p>Failures of the store are {@link io.horizonpush.s3.model.S3Exception}s.
 */
public interface BucketControl {

  /** Buckets, by name, with what they hold, as it was counted some time ago. */
  BucketList buckets(PageRequest page);

  /** Makes a bucket. */
  BucketSummary createBucket(BucketRequest asked);

  /** Sets options of a bucket: all that are given, or none of them. */
  BucketSummary setBucket(BucketName name, BucketOptions options);

  /** Counts what a bucket holds; takes time proportional to its objects. */
  BucketReport inspectBucket(BucketName name);

  /** Shows the versions at a key, those that lost against a concurrent write included. */
  KeyReport inspectKey(BucketName bucket, ObjectKey key);

  /**
   * Decides about a version of a key.
   *
   * @param keep whether it becomes the current version; else it is dropped
   * @return the key afterwards
   */
  KeyReport resolve(BucketName bucket, ObjectKey key, String version, boolean keep);
}
