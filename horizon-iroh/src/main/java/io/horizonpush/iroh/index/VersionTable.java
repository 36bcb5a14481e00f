package io.horizonpush.iroh.index;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.VersionId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of versions: the current one of each key that has an object in one table, every other
 * one in another. It stores what {@link KeyRecords} decides. Confined to its session's thread.
 */
public final class VersionTable {

  private static final String COLUMNS =
      "v.key, v.is_null, v.upload, v.inline_body, v.record, i.bytes";
  private static final String CURRENT =
      "SELECT " + COLUMNS + ", NULL FROM object v LEFT JOIN inline_body i ON i.id = v.inline_body";
  private static final String OTHERS =
      "SELECT "
          + COLUMNS
          + ", v.beside FROM version v LEFT JOIN inline_body i ON i.id = v.inline_body";

  private final Session session;
  private final WriterTable writers;

  VersionTable(Session session, WriterTable writers) {
    this.session = session;
    this.writers = writers;
  }

  /**
   * A version with what only this node knows of it.
   *
   * @param upload the multipart upload that made it
   * @param inlineBody the row of its bytes, when they are in the index
   * @param besideSince when it came to stand beside the null version, if it does
   */
  public record VersionRow(
      ObjectVersion version,
      Optional<UploadId> upload,
      Optional<Long> inlineBody,
      Optional<Instant> besideSince) {}

  /** The rows of one key. */
  public record KeyRows(KeyVersions versions, Map<VersionId, VersionRow> rows) {

    static KeyRows of(List<VersionRow> rows) {
      Map<VersionId, VersionRow> byId = new HashMap<>();
      rows.forEach(row -> byId.put(row.version().id(), row));
      return new KeyRows(
          rows.isEmpty()
              ? KeyVersions.NONE
              : new KeyVersions(rows.stream().map(VersionRow::version).toList()),
          byId);
    }

    /** The versions without those that lost before {@code time} and that nobody decided about. */
    public KeyVersions withoutLosersBefore(Instant time) {
      Set<VersionId> lapsed = new HashSet<>();
      for (VersionRow row : rows.values()) {
        if (row.besideSince().filter(since -> since.isBefore(time)).isPresent()) {
          lapsed.add(row.version().id());
        }
      }
      return versions.without(version -> lapsed.contains(version.id()));
    }
  }

  /** What is known of a key. */
  public KeyRows of(long bucket, ObjectKey key) {
    List<VersionRow> rows = new ArrayList<>(1);
    current(bucket, key).ifPresent(rows::add);
    rows.addAll(others(bucket, key));
    return KeyRows.of(rows);
  }

  /** The object of a key. */
  public Optional<VersionRow> current(long bucket, ObjectKey key) {
    return session.first(
        CURRENT + " WHERE v.bucket = ? AND v.key = ?", this::row, bucket, key.bytes());
  }

  /** The versions of a key beside its object. */
  public List<VersionRow> others(long bucket, ObjectKey key) {
    return session.all(
        OTHERS + " WHERE v.bucket = ? AND v.key = ?", this::row, bucket, key.bytes());
  }

  /** Whether a bucket has no objects. */
  public boolean isEmpty(long bucket) {
    return session.number("SELECT EXISTS (SELECT 1 FROM object WHERE bucket = ?)", bucket) == 0;
  }

  /** Whether a bucket has versions with bytes beside its objects, or without any. */
  public boolean hasOthersKept(long bucket) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM version INDEXED BY version_kept"
                + " WHERE bucket = ? AND kept = 1)",
            bucket)
        == 1;
  }

  /** The sum of the sizes of a bucket's objects, in bytes. */
  public long bytes(long bucket) {
    return session.number("SELECT total(size) FROM object WHERE bucket = ?", bucket);
  }

  public long count(long bucket) {
    return session.number("SELECT count(*) FROM object WHERE bucket = ?", bucket);
  }

  /**
   * Passes what a listing says of each key to {@code visitor}, by key, until it answers false.
   *
   * @param from the first key
   * @param to the key behind the last one
   * @param tombstones whether keys without an object are passed, too
   */
  public void scan(
      long bucket,
      byte[] from,
      byte[] to,
      int limit,
      boolean tombstones,
      Predicate<ObjectSummary> visitor) {
    if (tombstones) {
      session.scan(
          "SELECT key, size, etag, modified FROM object WHERE bucket = ? AND key >= ? AND key < ?"
              + " UNION ALL SELECT key, -1, '', 0 FROM version INDEXED BY version_shadows"
              + " WHERE bucket = ? AND shadows = 1 AND key >= ? AND key < ? ORDER BY key LIMIT ?",
          row -> visitor.test(summary(row)),
          bucket,
          from,
          to,
          bucket,
          from,
          to,
          limit);
    } else {
      session.scan(
          "SELECT key, size, etag, modified FROM object"
              + " WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?",
          row -> visitor.test(summary(row)),
          bucket,
          from,
          to,
          limit);
    }
  }

  private static ObjectSummary summary(Row row) {
    ObjectKey key = ObjectKey.of(row.bytes(1));
    return row.number(2) < 0
        ? new ObjectSummary.OfTombstone(key)
        : new ObjectSummary.OfObject(
            key, row.number(2), new ETag(row.text(3)), Instant.ofEpochMilli(row.number(4)));
  }

  /** Every object of a bucket, by key. The caller closes the stream. */
  public Stream<VersionRow> objects(long bucket) {
    return session.stream(CURRENT + " WHERE v.bucket = ? ORDER BY v.key", this::row, bucket);
  }

  /** Every other version of a bucket, by key. The caller closes the stream. */
  public Stream<VersionRow> others(long bucket) {
    return session.stream(OTHERS + " WHERE v.bucket = ? ORDER BY v.key", this::row, bucket);
  }

  /** Keys of a bucket that have any version, behind a key; at most so many, in order. */
  public List<ObjectKey> keys(long bucket, Optional<ObjectKey> after, int limit) {
    byte[] from = after.map(ObjectKey::bytes).orElseGet(() -> new byte[0]);
    return session.all(
        "SELECT key FROM (SELECT key FROM object WHERE bucket = ? AND key > ? UNION"
            + " SELECT key FROM version WHERE bucket = ? AND key > ?) ORDER BY key LIMIT ?",
        row -> ObjectKey.of(row.bytes(1)),
        bucket,
        from,
        bucket,
        from,
        limit);
  }

  /**
   * Keys of a bucket that have null versions beside the greatest since before a time; at most so
   * many.
   */
  public List<ObjectKey> keysContestedBefore(long bucket, Instant time, int limit) {
    return session.all(
        "SELECT DISTINCT key FROM version INDEXED BY version_beside"
            + " WHERE bucket = ? AND beside < ? LIMIT ?",
        row -> ObjectKey.of(row.bytes(1)),
        bucket,
        time.toEpochMilli(),
        limit);
  }

  /** Removes rows of a bucket that was deleted and kept no bytes; tells how many. */
  public int removeSome(long bucket, int limit) {
    List<VersionRow> rows =
        session.all(OTHERS + " WHERE v.bucket = ? LIMIT ?", this::row, bucket, limit);
    for (VersionRow row : rows) {
      removeInline(row);
      removeOther(bucket, row);
    }
    return rows.size();
  }

  /**
   * What is wrong with the bodies that are kept in the index: rows of bytes that no version names,
   * and versions whose bytes are missing or not as long as they say.
   */
  public List<String> inlineFindings() {
    List<String> findings =
        session.all(
            "SELECT id FROM inline_body WHERE id NOT IN"
                + " (SELECT inline_body FROM object WHERE inline_body IS NOT NULL"
                + " UNION ALL SELECT inline_body FROM version WHERE inline_body IS NOT NULL)",
            row -> "the bytes in row " + row.number(1) + " belong to no object");
    findings.addAll(
        session.all(
            "SELECT o.key FROM object o LEFT JOIN inline_body i ON i.id = o.inline_body"
                + " WHERE o.inline_body IS NOT NULL AND coalesce(length(i.bytes), 0) <> o.size",
            row ->
                "the bytes of '%s' are not as long as its record says"
                    .formatted(ObjectKey.of(row.bytes(1)))));
    return findings;
  }

  /** Stores bytes that live in the index; those of an empty body need no row. */
  Optional<Long> putInline(ObjectVersion version) {
    return version.stored().map(StoredVersion::body).flatMap(this::putInline);
  }

  private Optional<Long> putInline(ObjectBody body) {
    if (!(body instanceof ObjectBody.Inline inline) || inline.length() == 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[inline.bytes().remaining()];
    inline.bytes().get(bytes);
    return Optional.of(
        session.insert("INSERT INTO inline_body (bytes) VALUES (?) RETURNING id", bytes));
  }

  void removeInline(VersionRow row) {
    row.inlineBody().ifPresent(id -> session.update("DELETE FROM inline_body WHERE id = ?", id));
  }

  /** Makes a version the object of its key, in place of any other. */
  void putCurrent(long bucket, StoredVersion object, VersionRow row) {
    session.update(
        "INSERT OR REPLACE INTO object"
            + " (bucket, key, size, etag, modified, is_null, inline_body, upload, record)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        bucket,
        object.key().bytes(),
        object.size(),
        object.etag().value(),
        object.lastModified().toEpochMilli(),
        object.isNull() ? 1 : 0,
        nullable(row.inlineBody()),
        nullable(row.upload().map(UploadId::value)),
        ManifestCodec.encodeRow(object, writers));
  }

  void removeCurrent(long bucket, ObjectKey key) {
    session.update("DELETE FROM object WHERE bucket = ? AND key = ?", bucket, key.bytes());
  }

  /**
   * Stores a version beside the object of its key.
   *
   * @param shadows whether the key has no object because of it
   */
  void putOther(long bucket, VersionRow row, boolean shadows) {
    ObjectVersion version = row.version();
    session.update(
        "INSERT OR REPLACE INTO version"
            + " (bucket, key, is_null, clock, id, shadows, kept, beside, inline_body, upload,"
            + " record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        bucket,
        version.key().bytes(),
        version.isNull() ? 1 : 0,
        version.stamp().clock(),
        version.id().bytes(),
        shadows ? 1 : 0,
        version.stored().isPresent() && !version.isRemoved() ? 1 : 0,
        nullable(row.besideSince().map(Instant::toEpochMilli)),
        nullable(row.inlineBody()),
        nullable(row.upload().map(UploadId::value)),
        ManifestCodec.encodeRow(version, writers));
  }

  void removeOther(long bucket, VersionRow row) {
    ObjectVersion version = row.version();
    session.update(
        "DELETE FROM version WHERE bucket = ? AND key = ? AND is_null = ? AND clock = ? AND id = ?",
        bucket,
        version.key().bytes(),
        version.isNull() ? 1 : 0,
        version.stamp().clock(),
        version.id().bytes());
  }

  private VersionRow row(Row row) {
    ByteBuffer body =
        row.optionalBytes(6).map(ByteBuffer::wrap).orElseGet(() -> ByteBuffer.allocate(0));
    ObjectVersion version =
        ManifestCodec.decodeRow(
            ObjectKey.of(row.bytes(1)), row.number(2) == 1, row.bytes(5), body, writers);
    return new VersionRow(
        version,
        row.optionalText(3).map(UploadId::new),
        row.optionalNumber(4),
        row.optionalNumber(7).map(Instant::ofEpochMilli));
  }

  private static <T> @Nullable T nullable(Optional<T> value) {
    return value.orElse(null);
  }
}
