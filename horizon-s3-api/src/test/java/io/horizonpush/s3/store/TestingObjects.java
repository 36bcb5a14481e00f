package io.horizonpush.s3.store;

import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.EntityTags;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What tests do with objects most, each in one call, as the S3 operations do it. */
public record TestingObjects(ObjectStore store) {

  /** Stores bytes as an object of their own. */
  public StoredVersion put(Bucket bucket, ObjectKey key, byte[] bytes) {
    return put(bucket, key, plain(bytes), bytes, WriteConditions.NONE);
  }

  /** Stores bytes if what is there fits. */
  public StoredVersion put(
      Bucket bucket, ObjectKey key, NewObject object, byte[] bytes, WriteConditions conditions) {
    try (StagedBody staged = store.stage(bucket, Bytes.reader(bytes))) {
      return put(bucket, key, object, staged, conditions);
    }
  }

  /** Makes an object of a staged body. */
  public StoredVersion put(Bucket bucket, ObjectKey key, NewObject object, StagedBody staged) {
    return put(bucket, key, object, staged, WriteConditions.NONE);
  }

  private StoredVersion put(
      Bucket bucket,
      ObjectKey key,
      NewObject object,
      StagedBody staged,
      WriteConditions conditions) {
    Draft draft = new Draft.Write(object, staged.body(), staged.held());
    return store
        .change(new Change(bucket.id(), key, new Expectation.OfWrite(conditions), draft))
        .flatMap(ObjectVersion::stored)
        .orElseThrow();
  }

  /** Deletes what is at a key. */
  public Optional<ObjectVersion> delete(Bucket bucket, ObjectKey key) {
    return delete(bucket, key, DeleteConditions.NONE);
  }

  /** Deletes what is at a key if it fits. */
  public Optional<ObjectVersion> delete(Bucket bucket, ObjectKey key, DeleteConditions conditions) {
    return store.change(
        new Change(bucket.id(), key, new Expectation.OfDelete(conditions), new Draft.Delete()));
  }

  /** Sets an attribute of what is at a key. */
  public StoredVersion set(Bucket bucket, ObjectKey key, Attribute attribute) {
    return make(bucket, key, new Draft.Set(Optional.empty(), attribute))
        .flatMap(ObjectVersion::stored)
        .orElseThrow();
  }

  /** Sets an attribute of a version. */
  public StoredVersion set(Bucket bucket, ObjectKey key, VersionId version, Attribute attribute) {
    return make(bucket, key, new Draft.Set(Optional.of(new VersionName.Id(version)), attribute))
        .flatMap(ObjectVersion::stored)
        .orElseThrow();
  }

  /** Makes a change whatever is there. */
  public Optional<ObjectVersion> make(Bucket bucket, ObjectKey key, Draft draft) {
    return store.change(new Change(bucket.id(), key, new Expectation.Anything(), draft));
  }

  /** The object of a key, if there is one. */
  public Optional<StoredVersion> find(Bucket bucket, ObjectKey key) {
    return store.find(bucket, key).present();
  }

  /** The object of a key. */
  public StoredVersion require(Bucket bucket, ObjectKey key) {
    return store.find(bucket, key).require(key);
  }

  /** The bytes of an object. */
  public byte[] read(Bucket bucket, StoredVersion object) {
    return Bytes.all(store.open(bucket, object, ByteRange.all(object.size())));
  }

  /** The bytes of the object of a key. */
  public byte[] read(Bucket bucket, ObjectKey key) {
    return read(bucket, require(bucket, key));
  }

  /** What a writer of bytes decides who has nothing to say. */
  public static NewObject plain(byte[] bytes) {
    return object(Integer.toHexString(Arrays.hashCode(bytes)));
  }

  /** An object with nothing but an entity tag. */
  public static NewObject object(String etag, Attribute... attributes) {
    return new NewObject(new ETag(etag), ObjectMetadata.EMPTY, List.of(attributes), List.of(), 0);
  }

  /** That this is there. */
  public static WriteConditions ifMatch(ETag etag) {
    return new WriteConditions(Optional.of(listed(etag)), Optional.empty());
  }

  /** That this is not there. */
  public static WriteConditions ifNoneMatch(ETag etag) {
    return new WriteConditions(Optional.empty(), Optional.of(listed(etag)));
  }

  /** That nothing is there. */
  public static WriteConditions ifAbsent() {
    return new WriteConditions(Optional.empty(), Optional.of(new EntityTags.Any()));
  }

  /** That this is what a delete finds. */
  public static DeleteConditions ifDeleted(ETag etag) {
    return new DeleteConditions(Optional.of(listed(etag)), Optional.empty(), Optional.empty());
  }

  private static EntityTags listed(ETag etag) {
    return new EntityTags.Listed(List.of(etag));
  }
}
