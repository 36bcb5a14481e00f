package io.horizonpush.s3.request;

import io.horizonpush.s3.model.BucketName;
import java.util.Optional;

/** Requests about buckets themselves. */
public sealed interface BucketInput extends S3Input {

  /**
   * Asks for the buckets that the sender can see.
   *
   * @param prefix of their names
   * @param limit the largest number of them
   * @param continuationToken of an earlier page
   */
  record ListBuckets(
      String prefix, int limit, Optional<String> continuationToken, Optional<String> region)
      implements BucketInput {
    @Override
    public S3Operation operation() {
      return S3Operation.LIST_BUCKETS;
    }
  }

  /**
   * The body, if any, is a CreateBucketConfiguration.
   *
   * @param objectLock whether versions in it can be locked
   */
  record CreateBucket(BucketName bucket, Optional<RequestedAcl> acl, boolean objectLock)
      implements BucketInput, BucketScoped {
    @Override
    public S3Operation operation() {
      return S3Operation.CREATE_BUCKET;
    }
  }

  record HeadBucket(BucketName bucket) implements BucketInput, BucketScoped {
    @Override
    public S3Operation operation() {
      return S3Operation.HEAD_BUCKET;
    }
  }

  record DeleteBucket(BucketName bucket) implements BucketInput, BucketScoped {
    @Override
    public S3Operation operation() {
      return S3Operation.DELETE_BUCKET;
    }
  }

  record GetBucketLocation(BucketName bucket) implements BucketInput, BucketScoped {
    @Override
    public S3Operation operation() {
      return S3Operation.GET_BUCKET_LOCATION;
    }
  }
}
