package io.horizonpush.s3.access;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.CopySource;
import io.horizonpush.s3.request.ObjectInput.CopyObject;
import io.horizonpush.s3.request.ObjectInput.GetObjectAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What requests need that may name a version: most actions have another name there. Stateless.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html">AWS:
 *     policy actions</a>
 */
public final class VersionNeeds {

  private VersionNeeds() {}

  static Need of(
      Action ofCurrent,
      Action ofNamed,
      BucketName bucket,
      ObjectKey key,
      Optional<VersionName> version) {
    return Need.of(version.isPresent() ? ofNamed : ofCurrent, bucket, key, version);
  }

  static Need read(BucketName bucket, ObjectKey key, Optional<VersionName> version) {
    return of(Action.GET_OBJECT, Action.GET_VERSION, bucket, key, version);
  }

  static Need read(CopySource source) {
    return read(source.bucket(), source.key(), source.version());
  }

  /**
   * What a copy needs besides, of a source with tags that it keeps.
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html">AWS:
   *     tags of copies</a>
   */
  public static List<Need> ofKeptTags(CopyObject copy) {
    return List.of(
        readTags(copy.source().bucket(), copy.source().key(), copy.source().version()),
        Need.of(Action.WRITE_TAGGING, copy.bucket(), copy.key()));
  }

  /** What it takes to know the tags of an object. */
  public static Need readTags(BucketName bucket, ObjectKey key, Optional<VersionName> version) {
    return of(Action.GET_OBJECT_TAGGING, Action.GET_VERSION_TAGGING, bucket, key, version);
  }

  static List<Need> of(GetObjectAttributes get) {
    return List.of(
        of(
            Action.GET_OBJECT_ATTRIBUTES,
            Action.GET_VERSION_ATTRIBUTES,
            get.bucket(),
            get.key(),
            get.version()),
        read(get.bucket(), get.key(), get.version()));
  }

  /**
   * What it takes to delete an object, or to remove a version of it.
   *
   * @param bypass whether a retention for governance is to be passed
   */
  public static List<Need> delete(
      BucketName bucket, ObjectKey key, Optional<VersionName> version, boolean bypass) {
    List<Need> needs = new ArrayList<>(2);
    needs.add(of(Action.DELETE_OBJECT, Action.DELETE_VERSION, bucket, key, version));
    if (bypass) {
      needs.add(bypass(bucket, key, version));
    }
    return needs;
  }

  static Need bypass(BucketName bucket, ObjectKey key, Optional<VersionName> version) {
    return Need.of(Action.BYPASS_GOVERNANCE, bucket, key, version);
  }
}
