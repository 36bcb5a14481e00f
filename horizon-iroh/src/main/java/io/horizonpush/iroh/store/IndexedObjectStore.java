package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.ObjectTable.Current;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.store.KeyMutation.KeyChange;
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
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.Version;
import io.horizonpush.s3.model.WriteBack;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.NewObject;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.Precondition;
import io.horizonpush.s3.store.StagedBody;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The object store of this node: records in the index, bytes in records and blobs.
 *
 * <p>Every write is one mutation of the index, which also writes the outbox row of its document
 * entry. Thread-safe; blocks its (virtual) thread.
 */
final class IndexedObjectStore implements ObjectStore {

  private final Index index;
  private final Buckets buckets;
  private final Bodies bodies;
  private final Backlog backlog;
  private final RecordCache records;
  private final long writer;

  /**
   * @param writer the first 8 bytes of this node's id
   */
  IndexedObjectStore(
      Index index,
      Buckets buckets,
      Bodies bodies,
      Backlog backlog,
      RecordCache records,
      long writer) {
    this.records = records;
    this.index = index;
    this.buckets = buckets;
    this.bodies = bodies;
    this.backlog = backlog;
    this.writer = writer;
  }

  @Override
  public Bucket createBucket(BucketName name, Owner owner, Map<BucketSetting, String> settings) {
    return buckets.create(name, owner, settings);
  }

  @Override
  public void configure(BucketName bucket, BucketSetting setting, Optional<String> document) {
    buckets.configure(bucket, setting, document);
  }

  @Override
  public Optional<Bucket> findBucket(BucketName name) {
    return buckets.find(name);
  }

  @Override
  public List<Bucket> listBuckets() {
    return buckets.all();
  }

  @Override
  public void deleteBucket(BucketName name) {
    buckets.delete(name);
  }

  @Override
  public StagedBody stage(BucketName bucket, ContentReader content) {
    return bodies.stage(content, buckets.durability(bucket));
  }

  @Override
  public Optional<StagedBody> stageCopy(ObjectBody source) {
    return bodies.stageCopy(source);
  }

  @Override
  public ObjectRecord put(
      BucketName bucket,
      ObjectKey key,
      NewObject object,
      StagedBody body,
      Precondition precondition) {
    return change(
        bucket,
        key,
        (tables, row, current) -> {
          precondition.check(current.map(Current::record));
          ObjectRecord made = record(tables, row, key, object, body.body());
          tables.objects().put(row, current, made, Optional.<UploadId>empty());
          return KeyChange.of(made);
        });
  }

  /** Runs the mutation of one key, and takes note of it wherever that is needed. */
  <T> T change(BucketName bucket, ObjectKey key, KeyMutation<T> mutation) {
    BucketRow known = buckets.require(bucket);
    backlog.awaitRoom();
    try {
      KeyChange<T> change =
          index.write(
              known.durability(),
              tables -> {
                BucketRow row = tables.buckets().require(bucket);
                return mutation.apply(tables, row, tables.objects().current(row, key));
              });
      if (change.made()) {
        backlog.added();
      }
      return change.outcome();
    } finally {
      records.forget(known.id(), key);
    }
  }

  /** The record of a new version, made now. */
  ObjectRecord record(
      Tables tables, BucketRow bucket, ObjectKey key, NewObject object, ObjectBody body) {
    Version version = new Version(tables.clock().tick(), writer);
    return new ObjectRecord(
        bucket.name(),
        key,
        version,
        version.time(),
        object.etag(),
        object.metadata(),
        object.attributes(),
        object.checksums(),
        body,
        object.partCount(),
        WriteBack.NONE);
  }

  @Override
  public Optional<ObjectRecord> find(BucketName bucket, ObjectKey key) {
    BucketRow row = buckets.require(bucket);
    return records.get(
        row.id(),
        key,
        () -> index.read(tables -> tables.objects().current(row, key)).map(Current::record));
  }

  @Override
  public List<Content> open(ObjectRecord object, ByteRange range) {
    return bodies.open(object.body(), range);
  }

  @Override
  public void delete(BucketName bucket, ObjectKey key, Precondition precondition) {
    change(
        bucket,
        key,
        (tables, row, current) -> {
          precondition.check(current.map(Current::record));
          current.ifPresent(
              object ->
                  tables.objects().delete(row, object, new Version(tables.clock().tick(), writer)));
          return new KeyChange<>(key, current.isPresent());
        });
  }

  @Override
  public ObjectRecord changeAttributes(
      BucketName bucket, ObjectKey key, UnaryOperator<ObjectAttributes> change) {
    return change(
        bucket,
        key,
        (tables, row, current) -> {
          ObjectRecord object = current.orElseThrow(() -> S3Exception.noSuchKey(key)).record();
          ObjectRecord changed =
              object.with(
                  new Version(tables.clock().tick(), writer), change.apply(object.attributes()));
          tables.objects().changeAttributes(row, changed);
          return KeyChange.of(changed);
        });
  }

  @Override
  public ObjectListing list(BucketName bucket, ListQuery query) {
    return index.read(tables -> Listings.objects(tables, tables.buckets().require(bucket), query));
  }
}
