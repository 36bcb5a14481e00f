package io.horizonpush.node.admin;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import java.time.Instant;

/** A bucket with its options, as lists show it. */
public record BucketSummary(
    BucketName name, Instant createdAt, Durability durability, DocumentMode document) {

  public static BucketSummary of(Bucket bucket) {
    return new BucketSummary(
        bucket.name(), bucket.createdAt(), bucket.durability(), bucket.document());
  }
}
