package io.horizonpush.fallback.tier;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.ObjectStore;
import java.util.Optional;
import java.util.function.Function;

/**
 * Transitions of objects from one storage class to another, as a lifecycle rule makes them: the
 * same version with the same bytes, entity tag and time, of another class and at another origin.
 * What makes them need not wait for the origins: the upload to the new place, and the deletion at
 * the former one behind it, are in the journal with the change itself.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html">
 *     AWS: transitioning objects</a>
 */
public final class Transitions {

  private final ObjectStore objects;
  private final Function<BucketId, Bucket> buckets;
  private final Runnable queued;

  /** What came of one. */
  public enum Outcome {
    /** The version is of the class from now on. */
    MOVED,
    /** It was before. */
    UNCHANGED,
    /** The bucket has no place for the class. */
    UNMAPPED,
    /**
     * The version is not, or not any more, what a request for the key means: at an origin a key has
     * one object, so others stay where they are.
     */
    NOT_CURRENT
  }

  /**
   * @param objects as they are written
   * @param buckets by their ids
   * @param queued hears that something may have been queued for origins
   */
  public Transitions(ObjectStore objects, Function<BucketId, Bucket> buckets, Runnable queued) {
    this.objects = objects;
    this.buckets = buckets;
    this.queued = queued;
  }

  /**
   * Moves a version to a class, if it is still the current one of its key.
   *
   * @throws S3Exception {@code NoSuchBucket}; {@code NotImplemented} for a version that a newer
   *     node wrote; or when it cannot be decided now
   */
  public Outcome move(BucketId id, ObjectKey key, VersionId version, StorageClass to) {
    Bucket bucket = buckets.apply(id);
    if (!to.isStandard() && !bucket.configuration().origins().maps(to)) {
      return Outcome.UNMAPPED;
    }
    Optional<StoredVersion> current =
        objects.find(bucket, key).present().filter(each -> each.id().equals(version));
    if (current.isEmpty()) {
      return Outcome.NOT_CURRENT;
    }
    if (current.get().attributes().storageClass().equals(to)) {
      return Outcome.UNCHANGED;
    }
    return change(id, key, version, to);
  }

  private Outcome change(BucketId bucket, ObjectKey key, VersionId version, StorageClass to) {
    Draft set = new Draft.Set(Optional.of(new VersionName.Id(version)), to);
    try {
      boolean _ =
          objects.change(new Change(bucket, key, new Expectation.Same(version), set)).isPresent();
    } catch (S3Exception e) {
      if (e.code() == S3ErrorCode.PRECONDITION_FAILED) {
        return Outcome.NOT_CURRENT;
      }
      throw e;
    }
    queued.run();
    return Outcome.MOVED;
  }
}
