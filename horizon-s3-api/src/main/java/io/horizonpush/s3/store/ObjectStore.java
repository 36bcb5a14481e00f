package io.horizonpush.s3.store;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectAttributes;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Buckets and their objects: records, and the bytes behind them.
 *
 * <p>A write answers when it is as durable as its bucket demands. Reads see every write that was
 * answered. Thread-safe; blocks its (virtual) thread. Every method that names a bucket throws
 * {@code NoSuchBucket} when it does not exist; every write throws {@code InsufficientStorage} when
 * the disk is full and {@code ServiceUnavailable} when the store is read-only.
 */
public interface ObjectStore {

  /** Makes a bucket without settings. */
  default Bucket createBucket(BucketName name, Owner owner) {
    return createBucket(name, owner, Map.of());
  }

  /**
   * Makes a bucket.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code BucketAlreadyOwnedByYou} or {@code
   *     BucketAlreadyExists}
   */
  Bucket createBucket(BucketName name, Owner owner, Map<BucketSetting, String> settings);

  Optional<Bucket> findBucket(BucketName name);

  /** Sets the document of a setting, or removes it. */
  void configure(BucketName bucket, BucketSetting setting, Optional<String> document);

  /** Every bucket, ordered by name. */
  List<Bucket> listBuckets();

  /**
   * Removes an empty bucket and its unfinished uploads.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code BucketNotEmpty}
   */
  void deleteBucket(BucketName name);

  /**
   * Stores the bytes of a body durably, without an object that names them. What {@code content}
   * throws comes out here, and then nothing is kept.
   */
  StagedBody stage(BucketName bucket, ContentReader content);

  /**
   * Keeps the bytes of an existing body, so that another object can name them without a copy;
   * nothing when they are no longer here.
   */
  Optional<StagedBody> stageCopy(ObjectBody source);

  /**
   * Makes a staged body the current version of a key.
   *
   * @throws io.horizonpush.s3.model.S3Exception what {@code precondition} throws
   */
  ObjectRecord put(
      BucketName bucket,
      ObjectKey key,
      NewObject object,
      StagedBody body,
      Precondition precondition);

  /** The current version of a key. */
  Optional<ObjectRecord> find(BucketName bucket, ObjectKey key);

  /**
   * Opens a range of an object's bytes: its runs in order. The caller closes each.
   *
   * @param range must lie inside the object
   * @throws io.horizonpush.s3.model.S3Exception {@code ServiceUnavailable} when the bytes are
   *     nowhere to be had now
   */
  List<Content> open(ObjectRecord object, ByteRange range);

  /**
   * Makes a key absent. Succeeds when it is absent already.
   *
   * @throws io.horizonpush.s3.model.S3Exception what {@code precondition} throws
   */
  void delete(BucketName bucket, ObjectKey key, Precondition precondition);

  /**
   * Changes what can be changed of an object without writing it again.
   *
   * @param change may be called more than once
   * @throws io.horizonpush.s3.model.S3Exception {@code NoSuchKey}, and what {@code change} throws
   */
  ObjectRecord changeAttributes(
      BucketName bucket, ObjectKey key, UnaryOperator<ObjectAttributes> change);

  /** A page of a bucket's objects. */
  ObjectListing list(BucketName bucket, ListQuery query);
}
