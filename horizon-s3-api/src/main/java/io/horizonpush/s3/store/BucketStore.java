package io.horizonpush.s3.store;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Buckets. Durability, threads and errors as in {@link Records}; every method that names a bucket
 * by its id throws {@code NoSuchBucket} when that bucket is gone.
 */
public interface BucketStore {

  /** What this node does for a bucket; other nodes may do otherwise. */
  record Options(Durability durability, DocumentMode document) {

    public static final Options DEFAULT = new Options(Durability.STRICT, DocumentMode.EAGER);
  }

  /**
   * Makes a bucket.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code BucketAlreadyOwnedByYou} or {@code
   *     BucketAlreadyExists}
   */
  Bucket create(BucketName name, Owner owner, Map<BucketSetting, String> settings, Options options);

  /** Makes a bucket with nothing set. */
  default Bucket create(BucketName name, Owner owner) {
    return create(name, owner, Map.of(), Options.DEFAULT);
  }

  Optional<Bucket> find(BucketName name);

  /** Every bucket, ordered by name. */
  List<Bucket> list();

  /** Sets the document of a setting, or removes it. */
  void configure(BucketId bucket, BucketSetting setting, Optional<String> document);

  /** Changes what this node does for a bucket. */
  void setOptions(BucketId bucket, Options options);

  /**
   * Removes an empty bucket and its unfinished uploads.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code BucketNotEmpty}
   */
  void delete(BucketId bucket);
}
