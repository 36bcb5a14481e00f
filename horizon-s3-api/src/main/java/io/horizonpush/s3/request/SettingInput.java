package io.horizonpush.s3.request;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;

/** Requests for the settings of a bucket. */
public sealed interface SettingInput extends BucketScoped {

  /**
   * Asks for the document of a setting.
   *
   * @param operation one that reads {@code setting}
   */
  record GetSetting(S3Operation operation, BucketName bucket, BucketSetting setting)
      implements SettingInput {}

  /** Sets a setting to the document in the body. */
  record PutSetting(S3Operation operation, BucketName bucket, BucketSetting setting)
      implements SettingInput {}

  record DeleteSetting(S3Operation operation, BucketName bucket, BucketSetting setting)
      implements SettingInput {}

  /** Asks whether a bucket's policy opens it to everyone. */
  record GetBucketPolicyStatus(BucketName bucket) implements SettingInput {
    @Override
    public S3Operation operation() {
      return S3Operation.GET_BUCKET_POLICY_STATUS;
    }
  }

  /** Asks for the settings of a feature that no bucket here can turn on. */
  record GetUnsetFeature(S3Operation operation, BucketName bucket) implements SettingInput {}
}
