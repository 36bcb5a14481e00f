package io.horizonpush.s3.request;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.VersionName;
import java.util.Optional;

/**
 * Requests for what keeps versions from being removed. A version that is left out is the current.
 */
public sealed interface LockInput extends BucketScoped {

  record GetObjectLockConfiguration(BucketName bucket) implements LockInput {
    @Override
    public S3Operation operation() {
      return S3Operation.GET_OBJECT_LOCK_CONFIGURATION;
    }
  }

  /** The body has the configuration. */
  record PutObjectLockConfiguration(BucketName bucket) implements LockInput {
    @Override
    public S3Operation operation() {
      return S3Operation.PUT_OBJECT_LOCK_CONFIGURATION;
    }
  }

  record GetObjectRetention(BucketName bucket, ObjectKey key, Optional<VersionName> version)
      implements LockInput {
    @Override
    public S3Operation operation() {
      return S3Operation.GET_OBJECT_RETENTION;
    }
  }

  /**
   * The body has the retention.
   *
   * @param bypass whether one for governance may be shortened
   */
  record PutObjectRetention(
      BucketName bucket, ObjectKey key, Optional<VersionName> version, boolean bypass)
      implements LockInput {
    @Override
    public S3Operation operation() {
      return S3Operation.PUT_OBJECT_RETENTION;
    }
  }

  record GetObjectLegalHold(BucketName bucket, ObjectKey key, Optional<VersionName> version)
      implements LockInput {
    @Override
    public S3Operation operation() {
      return S3Operation.GET_OBJECT_LEGAL_HOLD;
    }
  }

  /** The body says whether the version is held. */
  record PutObjectLegalHold(BucketName bucket, ObjectKey key, Optional<VersionName> version)
      implements LockInput {
    @Override
    public S3Operation operation() {
      return S3Operation.PUT_OBJECT_LEGAL_HOLD;
    }
  }
}
