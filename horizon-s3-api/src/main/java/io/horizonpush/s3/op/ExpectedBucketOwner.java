package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.Chain;
import io.horizonpush.s3.filter.Filter;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.AclInput;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.SettingInput;
import io.horizonpush.s3.store.ObjectStore;
import java.util.Optional;

/**
 * Refuses a request whose client expects the bucket to belong to somebody else. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html">
 *     AWS: bucket owner condition</a>
 */
final class ExpectedBucketOwner implements Filter {

  private final ObjectStore store;

  ExpectedBucketOwner(ObjectStore store) {
    this.store = store;
  }

  @Override
  public S3Response apply(S3Request<?> request, Chain next) {
    request
        .head()
        .header("x-amz-expected-bucket-owner")
        .ifPresent(owner -> bucket(request.input()).ifPresent(bucket -> check(bucket, owner)));
    request
        .head()
        .header("x-amz-source-expected-bucket-owner")
        .ifPresent(owner -> source(request.input()).ifPresent(bucket -> check(bucket, owner)));
    return next.proceed(request);
  }

  private void check(BucketName bucket, String expected) {
    if (store.findBucket(bucket).filter(each -> !each.owner().id().equals(expected)).isPresent()) {
      throw S3Exception.accessDenied().with("BucketName", bucket.value());
    }
  }

  private static Optional<BucketName> bucket(S3Input input) {
    return switch (input) {
      case BucketInput.ListBuckets _, BucketInput.CreateBucket _ -> Optional.empty();
      case BucketInput.HeadBucket head -> Optional.of(head.bucket());
      case BucketInput.DeleteBucket delete -> Optional.of(delete.bucket());
      case BucketInput.GetBucketLocation location -> Optional.of(location.bucket());
      case ListInput list -> Optional.of(list.bucket());
      case MultipartInput multipart -> Optional.of(multipart.bucket());
      case ObjectInput object -> Optional.of(object.bucket());
      case AclInput acl -> Optional.of(acl.bucket());
      case SettingInput setting -> Optional.of(setting.bucket());
    };
  }

  private static Optional<BucketName> source(S3Input input) {
    return switch (input) {
      case ObjectInput.CopyObject copy -> Optional.of(copy.source().bucket());
      case MultipartInput.UploadPartCopy copy -> Optional.of(copy.source().bucket());
      case AclInput _,
          BucketInput _,
          ListInput _,
          MultipartInput _,
          ObjectInput _,
          SettingInput _ ->
          Optional.empty();
    };
  }
}
