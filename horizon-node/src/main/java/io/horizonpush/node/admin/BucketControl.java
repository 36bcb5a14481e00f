package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;
import java.util.List;

/** The part of {@link NodeControl} that is about buckets. */
interface BucketControl {

  /** Every bucket, by name. */
  List<BucketSummary> buckets();

  /** Makes a bucket whose writes promise {@code durability}. */
  BucketSummary createBucket(BucketName name, Durability durability);

  /** Counts what a bucket holds; takes time proportional to its objects. */
  BucketReport inspectBucket(BucketName name);
}
