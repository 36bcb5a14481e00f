package io.horizonpush.s3.access;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import java.util.Optional;

/**
 * Something that a request must be allowed.
 *
 * @param key nothing for an action on the bucket itself
 * @param prefix of the keys that are listed; only of a listing
 * @param implied whether it comes with another need: then it need not be allowed by name, only not
 *     be denied
 */
public record Need(
    Action action, BucketName bucket, Optional<ObjectKey> key, String prefix, boolean implied) {

  public static Need of(Action action, BucketName bucket) {
    return new Need(action, bucket, Optional.empty(), "", false);
  }

  public static Need of(Action action, BucketName bucket, ObjectKey key) {
    return new Need(action, bucket, Optional.of(key), "", false);
  }

  static Need ofListing(Action action, BucketName bucket, String prefix) {
    return new Need(action, bucket, Optional.empty(), prefix, false);
  }

  Need impliedByAnother() {
    return new Need(action, bucket, key, prefix, true);
  }

  /** The name of the bucket or object in policies. */
  String resource() {
    String bucketArn = "arn:aws:s3:::" + bucket.value();
    return key.map(each -> bucketArn + "/" + each.value()).orElse(bucketArn);
  }
}
