package io.horizonpush.s3.access;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.RequestedLock;
import java.util.Optional;

/**
 * Something that a request must be allowed.
 *
 * @param lock that the request puts on a version, as far as it is known
 * @param tolerated whether it need not be allowed, only not be denied: the operation decides the
 *     rest
 */
public record Need(Action action, Place place, RequestedLock lock, boolean tolerated) {

  /**
   * What an action is done to.
   *
   * @param key nothing for an action on the bucket itself
   * @param version that the request names; nothing for the current one
   * @param prefix of the keys that are listed; only of a listing
   */
  public record Place(
      BucketName bucket, Optional<ObjectKey> key, Optional<VersionName> version, String prefix) {}

  public static Need of(Action action, BucketName bucket) {
    return ofListing(action, bucket, "");
  }

  public static Need of(Action action, BucketName bucket, ObjectKey key) {
    return of(action, bucket, key, Optional.empty());
  }

  /** A need about a version, whose action has the same name for the current one. */
  public static Need of(
      Action action, BucketName bucket, ObjectKey key, Optional<VersionName> version) {
    return of(action, new Place(bucket, Optional.of(key), version, ""));
  }

  static Need ofListing(Action action, BucketName bucket, String prefix) {
    return of(action, new Place(bucket, Optional.empty(), Optional.empty(), prefix));
  }

  private static Need of(Action action, Place place) {
    return new Need(action, place, RequestedLock.NONE, false);
  }

  /** The same, in the knowledge of what it locks. */
  public Need locking(RequestedLock asked) {
    return new Need(action, place, asked, tolerated);
  }

  Need unlessDenied() {
    return new Need(action, place, lock, true);
  }

  BucketName bucket() {
    return place.bucket();
  }

  Optional<ObjectKey> key() {
    return place.key();
  }

  Optional<VersionName> version() {
    return place.version();
  }

  String prefix() {
    return place.prefix();
  }

  /** The name of the bucket or object in policies. */
  String resource() {
    String bucketArn = "arn:aws:s3:::" + bucket().value();
    return key().map(each -> bucketArn + "/" + each.value()).orElse(bucketArn);
  }
}
