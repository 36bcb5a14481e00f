package io.horizonpush.s3.store;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.DefaultRetention;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Pages;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

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
   * What a bucket is from its beginning.
   *
   * @param objectLock whether its versions can be locked; then it keeps versions, too
   */
  record NewBucket(Map<BucketSetting, String> settings, boolean objectLock, Options options) {

    public static final NewBucket PLAIN = new NewBucket(Map.of(), false, Options.DEFAULT);

    public NewBucket {
      settings = Map.copyOf(settings);
    }
  }

  /**
   * Makes a bucket.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code BucketAlreadyOwnedByYou} or {@code
   *     BucketAlreadyExists}
   */
  Bucket create(BucketName name, Owner owner, NewBucket bucket);

  /** Makes a bucket with nothing set. */
  default Bucket create(BucketName name, Owner owner) {
    return create(name, owner, NewBucket.PLAIN);
  }

  Optional<Bucket> find(BucketName name);

  /** Every bucket, ordered by name. */
  List<Bucket> list();

  /**
   * Some buckets, ordered by name.
   *
   * @param after a name, which no bucket need have, behind which they begin; nothing for the first
   * @param most how many there are at most
   */
  List<Bucket> list(Optional<BucketName> after, int most);

  /** Sets the document of a setting, or removes it. */
  void configure(BucketId bucket, BucketSetting setting, Optional<String> document);

  /**
   * Sets whether writes keep what they replace.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code InvalidBucketState} when that is to end in a
   *     bucket whose versions can be locked
   */
  void setVersioning(BucketId bucket, Versioning versioning);

  /**
   * Lets versions be locked, from now on and for ever, and sets for how long new ones are.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code InvalidBucketState} for a bucket that does
   *     not keep versions
   */
  void setObjectLock(BucketId bucket, Optional<DefaultRetention> retention);

  /** Sets what a browser may do with a bucket's pages. */
  void setPages(BucketId bucket, Pages pages);

  /** Sets where requests for the objects of a bucket are decided. */
  void setDeciding(BucketId bucket, Deciding deciding);

  /** Sets how many members are to keep all bytes of a bucket; nothing tells nobody to. */
  void setCopies(BucketId bucket, OptionalInt copies);

  /**
   * Sets which origins a bucket has and how it goes with them. One that has any leaves a tombstone
   * of each key that is deleted.
   */
  void setOrigins(BucketId bucket, BucketOrigins origins);

  /** Changes what this node does for a bucket. */
  void setOptions(BucketId bucket, Options options);

  /**
   * Removes an empty bucket and its unfinished uploads.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code BucketNotEmpty}
   */
  void delete(BucketId bucket);
}
