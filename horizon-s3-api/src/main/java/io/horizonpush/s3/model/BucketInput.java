package io.horizonpush.s3.model;

/** Requests about buckets themselves. */
public sealed interface BucketInput extends S3Input {

  record ListBuckets() implements BucketInput {
    @Override
    public S3Operation operation() {
      return S3Operation.LIST_BUCKETS;
    }
  }

  /** The body, if any, is a CreateBucketConfiguration. */
  record CreateBucket(BucketName bucket) implements BucketInput {
    @Override
    public S3Operation operation() {
      return S3Operation.CREATE_BUCKET;
    }
  }

  record HeadBucket(BucketName bucket) implements BucketInput {
    @Override
    public S3Operation operation() {
      return S3Operation.HEAD_BUCKET;
    }
  }

  record DeleteBucket(BucketName bucket) implements BucketInput {
    @Override
    public S3Operation operation() {
      return S3Operation.DELETE_BUCKET;
    }
  }

  record GetBucketLocation(BucketName bucket) implements BucketInput {
    @Override
    public S3Operation operation() {
      return S3Operation.GET_BUCKET_LOCATION;
    }
  }
}
