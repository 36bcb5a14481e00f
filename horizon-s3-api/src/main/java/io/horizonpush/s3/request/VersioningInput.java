package io.horizonpush.s3.request;

import io.horizonpush.s3.model.BucketName;

/** Requests for whether a bucket keeps versions. */
public sealed interface VersioningInput extends BucketScoped {

  record GetBucketVersioning(BucketName bucket) implements VersioningInput {
    @Override
    public S3Operation operation() {
      return S3Operation.GET_BUCKET_VERSIONING;
    }
  }

  /** The body says whether it is to keep them. */
  record PutBucketVersioning(BucketName bucket) implements VersioningInput {
    @Override
    public S3Operation operation() {
      return S3Operation.PUT_BUCKET_VERSIONING;
    }
  }
}
