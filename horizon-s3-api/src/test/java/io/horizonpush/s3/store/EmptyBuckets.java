package io.horizonpush.s3.store;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.DefaultRetention;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.LocalState;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Pages;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** A store of buckets that stay empty, for tests of what stands in front of one. */
public final class EmptyBuckets implements BucketStore, ObjectStore {

  private final List<Bucket> buckets;

  public EmptyBuckets(Bucket... buckets) {
    this.buckets = List.of(buckets);
  }

  /** A bucket that no store made. */
  public static Bucket bucket(String name, Owner owner, Map<BucketSetting, String> settings) {
    return new Bucket(
        idOf(name),
        new BucketName(name),
        owner,
        Instant.EPOCH,
        Durability.STRICT,
        DocumentMode.EAGER,
        settings,
        BucketConfiguration.DEFAULT,
        Optional.empty());
  }

  /** The id of the bucket of this name, always the same. */
  public static BucketId idOf(String name) {
    return BucketId.random(new Random(name.hashCode()));
  }

  /** The grant written so, of the bucket of that name. */
  public static KeyGrant grant(String text) {
    KeyGrant grant = KeyGrant.parse(text);
    return grant.of(idOf(grant.bucket().value()));
  }

  /** A bucket that no store made and for which nothing is set. */
  public static Bucket bucket(String name, Owner owner) {
    return bucket(name, owner, Map.of());
  }

  @Override
  public Bucket create(BucketName name, Owner owner, NewBucket bucket) {
    throw absent();
  }

  @Override
  public Optional<Bucket> find(BucketName name) {
    return buckets.stream().filter(bucket -> bucket.name().equals(name)).findFirst();
  }

  @Override
  public List<Bucket> list() {
    return buckets;
  }

  @Override
  public List<Bucket> list(Optional<BucketName> after, int most) {
    throw absent();
  }

  @Override
  public void configure(BucketId bucket, BucketSetting setting, Optional<String> document) {
    throw absent();
  }

  @Override
  public void setPages(BucketId bucket, Pages pages) {
    throw absent();
  }

  @Override
  public void setVersioning(BucketId bucket, Versioning versioning) {
    throw absent();
  }

  @Override
  public void setObjectLock(BucketId bucket, Optional<DefaultRetention> retention) {
    throw absent();
  }

  @Override
  public void setDeciding(BucketId bucket, Deciding deciding) {
    throw absent();
  }

  @Override
  public void setCopies(BucketId bucket, OptionalInt copies) {
    throw absent();
  }

  @Override
  public void setOrigins(BucketId bucket, BucketOrigins origins) {
    throw absent();
  }

  @Override
  public void setOptions(BucketId bucket, Options options) {
    throw absent();
  }

  @Override
  public void delete(BucketId bucket) {
    throw absent();
  }

  @Override
  public Lookup find(Bucket bucket, ObjectKey key) {
    return Lookup.Unknown.INSTANCE;
  }

  @Override
  public Lookup find(Bucket bucket, ObjectKey key, VersionName version) {
    return Lookup.Unknown.INSTANCE;
  }

  @Override
  public Optional<ObjectVersion> change(Change change) {
    throw absent();
  }

  @Override
  public List<Arrival> merge(BucketId bucket, List<Arrival> arrivals) {
    throw absent();
  }

  @Override
  public ObjectListing list(Bucket bucket, ListQuery query) {
    throw absent();
  }

  @Override
  public VersionListing listVersions(Bucket bucket, VersionQuery query) {
    throw absent();
  }

  @Override
  public Optional<LocalState> local(Bucket bucket, ObjectKey key, VersionId version) {
    return Optional.empty();
  }

  @Override
  public StagedBody stage(Bucket bucket, ContentReader content) {
    throw absent();
  }

  @Override
  public Optional<StagedBody> stageCopy(Bucket bucket, StoredVersion source) {
    return Optional.empty();
  }

  @Override
  public List<Content> open(Bucket bucket, StoredVersion object, ByteRange range) {
    throw absent();
  }

  private static S3Exception absent() {
    return S3Exception.noSuchBucket(new BucketName("absent"));
  }
}
