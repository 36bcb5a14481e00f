package io.horizonpush.s3.store;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.LocalState;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.Validators;
import io.horizonpush.s3.request.WriteConditions;
import java.util.List;
import java.util.Optional;

/**
 * The records of objects, and the one door to them: whatever writes one, a request, another node or
 * an origin, comes through {@link #change} or {@link #merge}.
 *
 * <p>A write answers when it is as durable as its bucket demands. Reads see every write that was
 * answered. Thread-safe; blocks its (virtual) thread. Every write throws {@code NoSuchBucket} when
 * its bucket was deleted, even if another was made under its name since; {@code
 * InsufficientStorage} when the disk is full; {@code SlowDown} when too much of the bucket waits
 * for its document; {@code ServiceUnavailable} when the store is read-only.
 */
public interface Records {

  /** What is known of a key: its current version. */
  Lookup find(Bucket bucket, ObjectKey key);

  /**
   * What is known of a version by its name; {@link Lookup.Deleted} for one without bytes, {@link
   * Lookup.Unknown} for one that was removed or never was.
   */
  Lookup find(Bucket bucket, ObjectKey key, VersionName version);

  /** What is known of the version that a request names, or of the current one if it names none. */
  default Lookup find(Bucket bucket, ObjectKey key, Optional<VersionName> version) {
    return version.map(name -> find(bucket, key, name)).orElseGet(() -> find(bucket, key));
  }

  /**
   * The version that a request names, or the current one if it names none.
   *
   * @throws io.horizonpush.s3.model.S3Exception what {@link Lookup#require} throws
   */
  default StoredVersion require(Bucket bucket, ObjectKey key, Optional<VersionName> version) {
    return find(bucket, key, version).require(key, version);
  }

  /**
   * The same for somebody who reads it and wants to know who says that it is there.
   *
   * @param reading what is opened next
   * @throws io.horizonpush.s3.model.S3Exception what {@link Lookup#require} throws
   */
  default Found read(Bucket bucket, ObjectKey key, Optional<VersionName> version, Reading reading) {
    return new Found(require(bucket, key, version), Source.LOCAL);
  }

  /**
   * Changes what is known of a key, if its expectation holds: both are looked at and made in one
   * transaction.
   *
   * @return the version that was made or changed; nothing when there was nothing to do
   * @throws io.horizonpush.s3.model.S3Exception what the expectation says when it does not hold;
   *     {@code NotImplemented} for a version that a newer node wrote
   */
  Optional<ObjectVersion> change(Change change);

  /**
   * Refuses a write that could not be made as things are, before its body is asked for. It is
   * decided when it is made.
   *
   * @throws io.horizonpush.s3.model.S3Exception what the conditions say when they do not hold
   */
  default void foresee(Bucket bucket, ObjectKey key, WriteConditions conditions) {
    conditions.check(
        find(bucket, key)
            .present()
            .map(each -> new Validators(each.etag(), each.lastModified(), each.size())));
  }

  /**
   * Takes what other nodes wrote, in any order and any number of times.
   *
   * @return what was passed over: something later of its author is known, or its time has not come
   */
  List<Arrival> merge(BucketId bucket, List<Arrival> arrivals);

  /** A page of a bucket's objects. */
  ObjectListing list(Bucket bucket, ListQuery query);

  /** A page of the versions of a bucket that clients see. */
  VersionListing listVersions(Bucket bucket, VersionQuery query);

  /** What this node alone knows of a version; nothing of one that it does not have. */
  Optional<LocalState> local(Bucket bucket, ObjectKey key, VersionId version);
}
