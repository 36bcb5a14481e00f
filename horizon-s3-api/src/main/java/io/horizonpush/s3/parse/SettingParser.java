package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.request.S3Operation.Support;
import io.horizonpush.s3.request.SettingInput;
import io.horizonpush.s3.request.SettingInput.DeleteSetting;
import io.horizonpush.s3.request.SettingInput.GetSetting;
import io.horizonpush.s3.request.SettingInput.PutSetting;

/** Requests for a bucket's settings, which differ in nothing but what they are about. Stateless. */
final class SettingParser {

  private SettingParser() {}

  static S3Input parse(S3Operation operation, BucketName bucket) {
    if (operation.support() == Support.UNSET) {
      return new SettingInput.GetUnsetFeature(operation, bucket);
    }
    return switch (operation) {
      case GET_BUCKET_CORS -> new GetSetting(operation, bucket, BucketSetting.CORS);
      case GET_BUCKET_POLICY -> new GetSetting(operation, bucket, BucketSetting.POLICY);
      case GET_BUCKET_TAGGING -> new GetSetting(operation, bucket, BucketSetting.TAGGING);
      case GET_PUBLIC_ACCESS_BLOCK ->
          new GetSetting(operation, bucket, BucketSetting.PUBLIC_ACCESS_BLOCK);
      case PUT_BUCKET_CORS -> new PutSetting(operation, bucket, BucketSetting.CORS);
      case PUT_BUCKET_POLICY -> new PutSetting(operation, bucket, BucketSetting.POLICY);
      case PUT_BUCKET_TAGGING -> new PutSetting(operation, bucket, BucketSetting.TAGGING);
      case PUT_PUBLIC_ACCESS_BLOCK ->
          new PutSetting(operation, bucket, BucketSetting.PUBLIC_ACCESS_BLOCK);
      case DELETE_BUCKET_CORS -> new DeleteSetting(operation, bucket, BucketSetting.CORS);
      case DELETE_BUCKET_POLICY -> new DeleteSetting(operation, bucket, BucketSetting.POLICY);
      case DELETE_BUCKET_TAGGING -> new DeleteSetting(operation, bucket, BucketSetting.TAGGING);
      case DELETE_PUBLIC_ACCESS_BLOCK ->
          new DeleteSetting(operation, bucket, BucketSetting.PUBLIC_ACCESS_BLOCK);
      case GET_BUCKET_POLICY_STATUS -> new SettingInput.GetBucketPolicyStatus(bucket);
      default ->
          throw new IllegalStateException(operation + " is marked as supported but not parsed");
    };
  }
}
