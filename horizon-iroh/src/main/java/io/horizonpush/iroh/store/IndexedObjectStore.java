package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.ObjectTable.Current;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.Owner;
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
import java.util.Optional;

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
  private final long writer;

  /**
   * @param writer the first 8 bytes of this node's id
   */
  IndexedObjectStore(Index index, Buckets buckets, Bodies bodies, Backlog backlog, long writer) {
    this.index = index;
    this.buckets = buckets;
    this.bodies = bodies;
    this.backlog = backlog;
    this.writer = writer;
  }

  @Override
  public Bucket createBucket(BucketName name, Owner owner) {
    return buckets.create(name, owner);
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
    Durability durability = buckets.durability(bucket);
    backlog.awaitRoom();
    ObjectRecord made =
        index.write(
            durability,
            tables -> {
              BucketRow row = tables.buckets().require(bucket);
              Optional<Current> current = tables.objects().current(row, key);
              precondition.check(current.map(Current::record));
              return put(tables, row, current, record(tables, row, key, object, body.body()));
            });
    backlog.added();
    return made;
  }

  private static ObjectRecord put(
      Tables tables, BucketRow bucket, Optional<Current> replaced, ObjectRecord record) {
    tables.objects().put(bucket, replaced, record, Optional.<UploadId>empty());
    return record;
  }

  /** The record of a new version, made now. */
  ObjectRecord record(
      Tables tables, BucketRow bucket, ObjectKey key, NewObject object, ObjectBody body) {
    return new ObjectRecord(
        bucket.name(),
        key,
        new Version(tables.clock().tick(), writer),
        object.etag(),
        object.metadata(),
        object.checksums(),
        body,
        object.partCount(),
        WriteBack.NONE);
  }

  @Override
  public Optional<ObjectRecord> find(BucketName bucket, ObjectKey key) {
    return index.read(tables -> tables.objects().find(bucket, key));
  }

  @Override
  public List<Content> open(ObjectRecord object, ByteRange range) {
    return bodies.open(object.body(), range);
  }

  @Override
  public void delete(BucketName bucket, ObjectKey key, Precondition precondition) {
    Durability durability = buckets.durability(bucket);
    backlog.awaitRoom();
    boolean deleted =
        index.write(
            durability,
            tables -> {
              BucketRow row = tables.buckets().require(bucket);
              Optional<Current> current = tables.objects().current(row, key);
              precondition.check(current.map(Current::record));
              current.ifPresent(
                  object ->
                      tables
                          .objects()
                          .delete(row, object, new Version(tables.clock().tick(), writer)));
              return current.isPresent();
            });
    if (deleted) {
      backlog.added();
    }
  }

  @Override
  public ObjectListing list(BucketName bucket, ListQuery query) {
    return index.read(tables -> Listings.objects(tables, tables.buckets().require(bucket), query));
  }
}
