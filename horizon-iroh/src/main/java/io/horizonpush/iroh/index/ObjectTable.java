package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.Version;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The current version of every key: an object or the tombstone of one. Each change keeps the
 * references to blobs and the outbox in step. Confined to its session's thread.
 */
public final class ObjectTable {

  private static final String RECORD =
      "o.key, o.clock, o.writer, o.modified, o.etag, o.part_count, o.write_back, o.upload,"
          + " o.inline_body, o.attributes, o.metadata, o.checksums, o.parts, i.bytes";

  private final Session session;
  private final BlobTable blobs;
  private final OutboxTable outbox;

  ObjectTable(Session session, BlobTable blobs, OutboxTable outbox) {
    this.session = session;
    this.blobs = blobs;
    this.outbox = outbox;
  }

  /**
   * An object with what only this node knows of it.
   *
   * @param upload the multipart upload that made it
   * @param inlineBody the row of its bytes, when they are in the index
   */
  public record Current(
      ObjectRecord record, Optional<UploadId> upload, Optional<Long> inlineBody) {}

  /** The key of a deleted object and when it was deleted. */
  public record Tombstone(ObjectKey key, Version version) {}

  /** The object of a key. */
  public Optional<Current> current(BucketRow bucket, ObjectKey key) {
    return session.first(
        "SELECT "
            + RECORD
            + " FROM object o LEFT JOIN inline_body i ON i.id = o.inline_body"
            + " WHERE o.bucket = ? AND o.key = ?",
        row -> current(bucket.name(), row),
        bucket.id(),
        key.bytes());
  }

  public boolean isEmpty(long bucket) {
    return session.number("SELECT EXISTS (SELECT 1 FROM object WHERE bucket = ?)", bucket) == 0;
  }

  /** The sum of the sizes of a bucket's objects, in bytes. */
  public long bytes(long bucket) {
    return session.number("SELECT total(size) FROM object WHERE bucket = ?", bucket);
  }

  public long count(long bucket) {
    return session.number("SELECT count(*) FROM object WHERE bucket = ?", bucket);
  }

  /** Makes {@code object} the current version of its key, in place of {@code replaced}. */
  public void put(
      BucketRow bucket,
      Optional<Current> replaced,
      ObjectRecord object,
      Optional<UploadId> upload) {
    // New references first: a body that both versions share keeps its row.
    blobs.retain(parts(object));
    if (replaced.isPresent()) {
      remove(bucket.id(), replaced.get());
    } else {
      session.update(
          "DELETE FROM tombstone WHERE bucket = ? AND key = ?", bucket.id(), object.key().bytes());
    }
    insert(bucket.id(), object, upload);
    outbox.add(bucket.id(), object.version().clock(), DocumentKey.of(object.key()));
  }

  /** Replaces the attributes of an object, and its version with them. */
  public void changeAttributes(BucketRow bucket, ObjectRecord changed) {
    session.update(
        "UPDATE object SET clock = ?, writer = ?, modified = ?, attributes = ?"
            + " WHERE bucket = ? AND key = ?",
        changed.version().clock(),
        changed.version().writer(),
        Columns.modified(changed),
        Columns.attributes(changed.attributes()),
        bucket.id(),
        changed.key().bytes());
    outbox.add(bucket.id(), changed.version().clock(), DocumentKey.of(changed.key()));
  }

  /** Replaces an object by the tombstone of a version. */
  public void delete(BucketRow bucket, Current object, Version version) {
    byte[] key = object.record().key().bytes();
    remove(bucket.id(), object);
    session.update(
        "INSERT OR REPLACE INTO tombstone (bucket, key, clock, writer) VALUES (?, ?, ?, ?)",
        bucket.id(),
        key,
        version.clock(),
        version.writer());
    outbox.add(bucket.id(), version.clock(), DocumentKey.of(object.record().key()));
  }

  /** When a key that has no object was deleted, if it ever had one. */
  public Optional<Tombstone> tombstone(long bucket, ObjectKey key) {
    return session.first(
        "SELECT key, clock, writer FROM tombstone WHERE bucket = ? AND key = ?",
        ObjectTable::tombstone,
        bucket,
        key.bytes());
  }

  /**
   * Passes what a listing says of each object to {@code visitor}, by key, until it answers false.
   *
   * @param from the first key
   * @param to the key behind the last one
   */
  public void scan(
      long bucket, byte[] from, byte[] to, int limit, Predicate<ObjectSummary> visitor) {
    session.scan(
        "SELECT key, size, etag, clock, modified FROM object"
            + " WHERE bucket = ? AND key >= ? AND key < ?"
            + " ORDER BY key LIMIT ?",
        row ->
            visitor.test(
                new ObjectSummary(
                    ObjectKey.of(row.bytes(1)),
                    row.number(2),
                    new ETag(row.text(3)),
                    Columns.modified(row.number(4), row.optionalNumber(5)))),
        bucket,
        from,
        to,
        limit);
  }

  /** Every object of a bucket, by key. The caller closes the stream. */
  public Stream<ObjectRecord> all(BucketRow bucket) {
    return session.stream(
        "SELECT "
            + RECORD
            + " FROM object o LEFT JOIN inline_body i ON i.id = o.inline_body"
            + " WHERE o.bucket = ? ORDER BY o.key",
        row -> current(bucket.name(), row).record(),
        bucket.id());
  }

  /** Every tombstone of a bucket, by key. The caller closes the stream. */
  public Stream<Tombstone> tombstones(long bucket) {
    return session.stream(
        "SELECT key, clock, writer FROM tombstone WHERE bucket = ? ORDER BY key",
        ObjectTable::tombstone,
        bucket);
  }

  /** Removes tombstones of a bucket that was deleted; tells how many. */
  public int removeTombstones(long bucket, int limit) {
    return session.update(
        "DELETE FROM tombstone WHERE bucket = ? AND key IN"
            + " (SELECT key FROM tombstone WHERE bucket = ? LIMIT ?)",
        bucket,
        bucket,
        limit);
  }

  /**
   * What is wrong with the bodies that are kept in the index: rows of bytes that no object names,
   * and objects whose bytes are missing or not as long as they say.
   */
  public List<String> inlineFindings() {
    List<String> findings =
        session.all(
            "SELECT i.id FROM inline_body i LEFT JOIN object o ON o.inline_body = i.id"
                + " WHERE o.key IS NULL",
            row -> "the bytes in row " + row.number(1) + " belong to no object");
    findings.addAll(
        session.all(
            "SELECT o.key FROM object o LEFT JOIN inline_body i ON i.id = o.inline_body"
                + " WHERE o.parts IS NULL AND coalesce(length(i.bytes), 0) <> o.size",
            row ->
                "the bytes of '%s' are not as long as its record says"
                    .formatted(ObjectKey.of(row.bytes(1)))));
    return findings;
  }

  private void remove(long bucket, Current object) {
    blobs.release(parts(object.record()));
    object.inlineBody().ifPresent(id -> session.update("DELETE FROM inline_body WHERE id = ?", id));
    session.update(
        "DELETE FROM object WHERE bucket = ? AND key = ?", bucket, object.record().key().bytes());
  }

  private void insert(long bucket, ObjectRecord object, Optional<UploadId> upload) {
    session.update(
        "INSERT INTO object (bucket, key, size, etag, clock, writer, modified, part_count,"
            + " write_back, inline_body, upload, attributes, metadata, checksums, parts)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        bucket,
        object.key().bytes(),
        object.size(),
        object.etag().value(),
        object.version().clock(),
        object.version().writer(),
        Columns.modified(object),
        object.partCount(),
        Columns.code(object.writeBack()),
        inlineBody(object.body()),
        upload.map(UploadId::value).orElse(null),
        Columns.attributes(object.attributes()),
        Columns.metadata(object.metadata()),
        Columns.checksums(object.checksums()),
        object.body() instanceof ObjectBody.Blobs body ? Columns.parts(body.parts()) : null);
  }

  /** Stores the bytes of a small body; one without bytes needs no row. */
  private @Nullable Long inlineBody(ObjectBody body) {
    return switch (body) {
      case ObjectBody.Blobs blobBody -> null;
      case ObjectBody.Inline inline when inline.length() == 0 -> null;
      case ObjectBody.Inline inline -> {
        byte[] bytes = new byte[inline.bytes().remaining()];
        inline.bytes().get(bytes);
        yield session.insert("INSERT INTO inline_body (bytes) VALUES (?) RETURNING id", bytes);
      }
    };
  }

  private static List<ObjectBody.Part> parts(ObjectRecord object) {
    return switch (object.body()) {
      case ObjectBody.Inline inline -> List.of();
      case ObjectBody.Blobs body -> body.parts();
    };
  }

  private static Current current(BucketName bucket, Row row) {
    ObjectRecord record =
        new ObjectRecord(
            bucket,
            ObjectKey.of(row.bytes(1)),
            new Version(row.number(2), row.number(3)),
            Columns.modified(row.number(2), row.optionalNumber(4)),
            new ETag(row.text(5)),
            Columns.metadata(row.optionalBytes(11)),
            Columns.attributes(row.optionalBytes(10)),
            Columns.checksums(row.optionalBytes(12)),
            Columns.body(row.optionalBytes(13), row.optionalBytes(14)),
            row.small(6),
            Columns.writeBack(row.number(7)));
    return new Current(record, row.optionalText(8).map(UploadId::new), row.optionalNumber(9));
  }

  private static Tombstone tombstone(Row row) {
    return new Tombstone(ObjectKey.of(row.bytes(1)), new Version(row.number(2), row.number(3)));
  }
}
