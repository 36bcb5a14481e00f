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
import io.horizonpush.s3.model.S3Exception;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A store of buckets that stay empty, for tests of what stands in front of one. */
public final class EmptyBuckets implements ObjectStore {

  private final List<Bucket> buckets;

  public EmptyBuckets(Bucket... buckets) {
    this.buckets = List.of(buckets);
  }

  @Override
  public Bucket createBucket(BucketName name, Owner owner, Map<BucketSetting, String> settings) {
    throw absent();
  }

  @Override
  public Optional<Bucket> findBucket(BucketName name) {
    return buckets.stream().filter(bucket -> bucket.name().equals(name)).findFirst();
  }

  @Override
  public void configure(BucketName bucket, BucketSetting setting, Optional<String> document) {
    throw absent();
  }

  @Override
  public List<Bucket> listBuckets() {
    return buckets;
  }

  @Override
  public void deleteBucket(BucketName name) {
    throw absent();
  }

  @Override
  public StagedBody stage(BucketName bucket, ContentReader content) {
    throw absent();
  }

  @Override
  public Optional<StagedBody> stageCopy(ObjectBody source) {
    return Optional.empty();
  }

  @Override
  public ObjectRecord put(
      BucketName bucket,
      ObjectKey key,
      NewObject object,
      StagedBody body,
      Precondition precondition) {
    throw absent();
  }

  @Override
  public Optional<ObjectRecord> find(BucketName bucket, ObjectKey key) {
    return Optional.empty();
  }

  @Override
  public List<Content> open(ObjectRecord object, ByteRange range) {
    throw absent();
  }

  @Override
  public void delete(BucketName bucket, ObjectKey key, Precondition precondition) {
    throw absent();
  }

  @Override
  public ObjectRecord changeAttributes(
      BucketName bucket, ObjectKey key, UnaryOperator<ObjectAttributes> change) {
    throw absent();
  }

  @Override
  public ObjectListing list(BucketName bucket, ListQuery query) {
    throw absent();
  }

  private static S3Exception absent() {
    return S3Exception.noSuchBucket(new BucketName("absent"));
  }
}
