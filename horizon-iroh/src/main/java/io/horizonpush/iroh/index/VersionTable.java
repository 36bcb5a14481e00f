package io.horizonpush.iroh.index;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.codec.ManifestCodec.Named;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.VersionId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of versions: the current one of each key that has an object in one table, every other
 * one in another. It stores what {@link KeyRecords} decides. Confined to its session's thread.
 */
public final class VersionTable {

  private static final String COLUMNS =
      "v.key, v.id, v.is_null, v.upload, v.inline_body, v.record, i.bytes";
  private static final String CURRENT =
      "SELECT " + COLUMNS + ", NULL FROM object v LEFT JOIN inline_body i ON i.id = v.inline_body";
  private static final String OTHERS =
      "SELECT "
          + COLUMNS
          + ", v.beside FROM version v LEFT JOIN inline_body i ON i.id = v.inline_body";

  /** Of the versions that clients see, as many as it takes to know which is next if one goes. */
  private static final int NEWEST = 2;

  private static final String LOSERS =
      "SELECT size FROM version INDEXED BY version_beside"
          + " WHERE bucket = ? AND beside IS NOT NULL AND kept = 1";

  private final Session session;
  private final WriterTable writers;
  private final InlineBodyTable bodies;

  VersionTable(Session session, WriterTable writers, InlineBodyTable bodies) {
    this.session = session;
    this.writers = writers;
    this.bodies = bodies;
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

  /** Rows of one key: all that decide about it. */
  public record KeyRows(KeyVersions versions, Map<VersionId, VersionRow> rows) {

    private static KeyRows of(Map<VersionId, VersionRow> rows) {
      return new KeyRows(
          rows.isEmpty()
              ? KeyVersions.NONE
              : new KeyVersions(rows.values().stream().map(VersionRow::version).toList()),
          rows);
    }
  }

  /**
   * What a write of a key has to know, however many versions it has: its object, its null versions,
   * and the version because of which it has no object.
   */
  public KeyRows of(long bucket, ObjectKey key) {
    return KeyRows.of(deciding(bucket, key));
  }

  /**
   * The same, with what the change of one version has to know: that version, and which of the
   * others are next if it goes.
   *
   * @param named by its id; nothing for the object or the null version
   */
  public KeyRows withNext(long bucket, ObjectKey key, Optional<VersionId> named) {
    if (!hasOthers(bucket, key)) {
      return KeyRows.of(
          current(bucket, key).map(row -> Map.of(row.version().id(), row)).orElse(Map.of()));
    }
    Map<VersionId, VersionRow> rows = deciding(bucket, key);
    shown(bucket, key, NEWEST).forEach(row -> rows.putIfAbsent(row.version().id(), row));
    named
        .filter(id -> !rows.containsKey(id))
        .flatMap(id -> other(bucket, key, id))
        .ifPresent(row -> rows.put(row.version().id(), row));
    return KeyRows.of(rows);
  }

  /** Notes which upload has become a version that another node made of it. */
  public void setUpload(long bucket, ObjectKey key, VersionId id, UploadId upload) {
    for (String table : List.of("object", "version")) {
      session.update(
          "UPDATE " + table + " SET upload = ? WHERE bucket = ? AND key = ? AND id = ?",
          upload.value(),
          bucket,
          key.bytes(),
          id.bytes());
    }
  }

  /** Whether a key has versions beside its object; most have none. */
  private boolean hasOthers(long bucket, ObjectKey key) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM version WHERE bucket = ? AND key = ?)",
            bucket,
            key.bytes())
        == 1;
  }

  /** The object of a key. */
  public Optional<VersionRow> current(long bucket, ObjectKey key) {
    return session.first(
        CURRENT + " WHERE v.bucket = ? AND v.key = ?", this::row, bucket, key.bytes());
  }

  /** The version of an id. */
  public Optional<VersionRow> find(long bucket, ObjectKey key, VersionId id) {
    return current(bucket, key)
        .filter(row -> row.version().id().equals(id))
        .or(() -> other(bucket, key, id));
  }

  private Optional<VersionRow> other(long bucket, ObjectKey key, VersionId id) {
    return session.first(
        OTHERS + " WHERE v.bucket = ? AND v.key = ? AND v.id = ?",
        this::row,
        bucket,
        key.bytes(),
        id.bytes());
  }

  private Map<VersionId, VersionRow> deciding(long bucket, ObjectKey key) {
    byte[] bytes = key.bytes();
    Map<VersionId, VersionRow> rows = new LinkedHashMap<>();
    current(bucket, key).ifPresent(row -> rows.put(row.version().id(), row));
    session
        .all(
            OTHERS
                + " WHERE v.bucket = ? AND v.key = ? AND v.id IN ("
                + "SELECT id FROM version INDEXED BY version_null"
                + " WHERE bucket = ? AND key = ? AND is_null = 1"
                + " UNION ALL SELECT id FROM version INDEXED BY version_shadows"
                + " WHERE bucket = ? AND key = ? AND shadows = 1)",
            this::row,
            bucket,
            bytes,
            bucket,
            bytes,
            bucket,
            bytes)
        .forEach(row -> rows.put(row.version().id(), row));
    return rows;
  }

  /** The newest versions beside the object of a key that clients see. */
  private List<VersionRow> shown(long bucket, ObjectKey key, int limit) {
    return session.all(
        OTHERS + " WHERE v.bucket = ? AND v.key = ? AND v.shown = 1 ORDER BY v.place LIMIT ?",
        this::row,
        bucket,
        key.bytes(),
        limit);
  }

  /** The versions of a key: what decides, then what clients see, then the rest; so many at most. */
  public List<VersionRow> some(long bucket, ObjectKey key, int limit) {
    Map<VersionId, VersionRow> rows = deciding(bucket, key);
    shown(bucket, key, limit).forEach(row -> rows.putIfAbsent(row.version().id(), row));
    if (rows.size() < limit) {
      session
          .all(
              OTHERS + " WHERE v.bucket = ? AND v.key = ? ORDER BY v.place LIMIT ?",
              this::row,
              bucket,
              key.bytes(),
              limit)
          .forEach(row -> rows.putIfAbsent(row.version().id(), row));
    }
    return rows.values().stream().limit(limit).toList();
  }

  /** Whether a bucket has no objects. */
  public boolean isEmpty(long bucket) {
    return session.number("SELECT EXISTS (SELECT 1 FROM object WHERE bucket = ?)", bucket) == 0;
  }

  /**
   * How many versions of a bucket are gone: tombstones that clients do not see, and removed ones.
   */
  public long gone(long bucket) {
    return session.number(
        "SELECT count(*) FROM version WHERE bucket = ? AND kept = 0 AND shown = 0", bucket);
  }

  /** Whether a bucket has versions with bytes beside the null version of their key. */
  public boolean hasLosers(long bucket) {
    return session.number("SELECT EXISTS (" + LOSERS + ")", bucket) == 1;
  }

  /** Whether clients see versions of a bucket beside its objects. */
  public boolean hasOthersShown(long bucket) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM version INDEXED BY version_shown"
                + " WHERE bucket = ? AND shown = 1)",
            bucket)
        == 1;
  }

  /**
   * How much there is of something.
   *
   * @param bytes the sum of the sizes
   */
  public record Total(long count, long bytes) {}

  /** The objects of a bucket. */
  public Total objects(long bucket) {
    return total("SELECT count(*), coalesce(sum(size), 0) FROM object WHERE bucket = ?", bucket);
  }

  /**
   * The versions of a bucket with bytes that are no objects: those that clients see, and losers.
   */
  public Total noncurrent(long bucket) {
    return total(
        "SELECT count(*), coalesce(sum(size), 0) FROM ("
            + "SELECT size FROM version INDEXED BY version_shown"
            + " WHERE bucket = ? AND shown = 1 AND kept = 1 UNION ALL "
            + LOSERS
            + ")",
        bucket,
        bucket);
  }

  private Total total(String query, Object... parameters) {
    return session
        .first(query, row -> new Total(row.number(1), row.number(2)), parameters)
        .orElseThrow();
  }

  /** Every object of a bucket, by key. The caller closes the stream. */
  public Stream<VersionRow> allObjects(long bucket) {
    return session.stream(CURRENT + " WHERE v.bucket = ? ORDER BY v.key", this::row, bucket);
  }

  /** Every other version of a bucket, by key. The caller closes the stream. */
  public Stream<VersionRow> allOthers(long bucket) {
    return session.stream(OTHERS + " WHERE v.bucket = ? ORDER BY v.key", this::row, bucket);
  }

  /** Removes rows of a bucket that was deleted and kept no bytes; tells how many. */
  public int removeSome(long bucket, int limit) {
    List<VersionRow> rows =
        session.all(OTHERS + " WHERE v.bucket = ? LIMIT ?", this::row, bucket, limit);
    for (VersionRow row : rows) {
      row.inlineBody().ifPresent(bodies::remove);
      removeOther(bucket, row);
    }
    return rows.size();
  }

  /** Makes a version the object of its key, in place of any other. */
  void putCurrent(long bucket, StoredVersion object, VersionRow row) {
    session.update(
        "INSERT OR REPLACE INTO object"
            + " (bucket, key, size, etag, modified, id, is_null, inline_body, upload, record,"
            + " storage_class) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        bucket,
        object.key().bytes(),
        object.size(),
        object.etag().value(),
        object.lastModified().toEpochMilli(),
        object.id().bytes(),
        object.isNull() ? 1 : 0,
        nullable(row.inlineBody()),
        nullable(row.upload().map(UploadId::value)),
        ManifestCodec.encodeRow(object, writers),
        Columns.storageClass(object));
  }

  void removeCurrent(long bucket, ObjectKey key) {
    session.update("DELETE FROM object WHERE bucket = ? AND key = ?", bucket, key.bytes());
  }

  /**
   * How a version stands beside the object of its key.
   *
   * @param shown whether clients see it
   * @param shadows whether the key has no object because of it
   */
  record Standing(boolean shown, boolean shadows) {}

  /** Stores a version beside the object of its key. */
  void putOther(long bucket, VersionRow row, Standing standing) {
    ObjectVersion version = row.version();
    Optional<StoredVersion> stored = version.stored();
    Instant modified = stored.map(StoredVersion::lastModified).orElse(version.stamp().time());
    session.update(
        "INSERT OR REPLACE INTO version"
            + " (bucket, key, id, is_null, place, shown, shadows, kept, beside, size, etag,"
            + " modified, inline_body, upload, record, storage_class)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        bucket,
        version.key().bytes(),
        version.id().bytes(),
        version.isNull() ? 1 : 0,
        VersionPlace.of(version),
        standing.shown() ? 1 : 0,
        standing.shadows() ? 1 : 0,
        stored.isPresent() && !version.isRemoved() ? 1 : 0,
        nullable(row.besideSince().map(Instant::toEpochMilli)),
        stored.map(StoredVersion::size).orElse(0L),
        stored.map(each -> each.etag().value()).orElse(""),
        modified.toEpochMilli(),
        nullable(row.inlineBody()),
        nullable(row.upload().map(UploadId::value)),
        ManifestCodec.encodeRow(version, writers),
        Columns.storageClass(version));
  }

  /** Lets the object of a key, as it is stored, stand beside the next one. */
  void moveAside(long bucket, VersionRow row, Standing standing) {
    ObjectVersion version = row.version();
    session.update(
        "INSERT INTO version"
            + " (bucket, key, id, is_null, place, shown, shadows, kept, beside, size, etag,"
            + " modified, inline_body, upload, record, storage_class)"
            + " SELECT bucket, key, id, is_null, ?, ?, ?, 1, ?, size, etag, modified, inline_body,"
            + " upload, record, storage_class FROM object WHERE bucket = ? AND key = ?",
        VersionPlace.of(version),
        standing.shown() ? 1 : 0,
        standing.shadows() ? 1 : 0,
        nullable(row.besideSince().map(Instant::toEpochMilli)),
        bucket,
        version.key().bytes());
  }

  void removeOther(long bucket, VersionRow row) {
    session.update(
        "DELETE FROM version WHERE bucket = ? AND key = ? AND id = ?",
        bucket,
        row.version().key().bytes(),
        row.version().id().bytes());
  }

  private VersionRow row(Row row) {
    ByteBuffer body =
        row.optionalBytes(7).map(ByteBuffer::wrap).orElseGet(() -> ByteBuffer.allocate(0));
    Named named = new Named(ObjectKey.of(row.bytes(1)), row.version(2), row.number(3) == 1);
    return new VersionRow(
        ManifestCodec.decodeRow(named, row.bytes(6), body, writers),
        row.optionalText(4).map(UploadId::new),
        row.optionalNumber(5),
        row.optionalNumber(8).map(Instant::ofEpochMilli));
  }

  private static <T> @Nullable T nullable(Optional<T> value) {
    return value.orElse(null);
  }
}
