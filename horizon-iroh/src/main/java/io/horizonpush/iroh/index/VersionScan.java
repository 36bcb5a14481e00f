package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.model.VersionSummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The keys and versions of a bucket in their order, as listings and all others see them who go
 * through one: read without decoding a record. Confined to its session's thread.
 */
public final class VersionScan {

  private final Session session;

  VersionScan(Session session) {
    this.session = session;
  }

  /**
   * Passes what a listing says of each key to {@code visitor}, by key, until it answers false.
   *
   * @param from the first key
   * @param to the key behind the last one
   * @param tombstones whether keys without an object are passed, too
   */
  public void objects(
      long bucket,
      byte[] from,
      byte[] to,
      int limit,
      boolean tombstones,
      Predicate<ObjectSummary> visitor) {
    if (tombstones) {
      session.scan(
          "SELECT key, size, etag, modified, storage_class FROM object"
              + " WHERE bucket = ? AND key >= ? AND key < ?"
              + " UNION ALL SELECT key, -1, '', 0, NULL FROM version INDEXED BY version_shadows"
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
          "SELECT key, size, etag, modified, storage_class FROM object"
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
            key,
            row.number(2),
            new ETag(row.text(3)),
            Instant.ofEpochMilli(row.number(4)),
            Columns.storageClass(row.optionalText(5)));
  }

  /**
   * Passes the versions that clients see to {@code visitor}, by key, the newest of a key first,
   * until it answers false.
   *
   * @param from the first key
   * @param after the version of that key behind which it begins; nothing for before all of them
   * @param to the key behind the last one
   */
  public void versions(
      long bucket,
      byte[] from,
      Optional<VersionName> after,
      byte[] to,
      int limit,
      Predicate<VersionSummary> visitor) {
    Optional<byte[]> behind = after.flatMap(name -> place(bucket, from, name));
    session.scan(
        "SELECT key, id, is_null, size, etag, modified, x'' AS place, 1, 1, storage_class"
            + " FROM object"
            + " WHERE bucket = ? AND key "
            + (behind.isPresent() ? ">" : ">=")
            + " ? AND key < ? UNION ALL"
            + " SELECT key, id, is_null, size, etag, modified, place, shadows, kept, storage_class"
            + " FROM version"
            + " INDEXED BY version_shown WHERE bucket = ? AND shown = 1 AND (key, place) > (?, ?)"
            + " AND key < ? ORDER BY key, place LIMIT ?",
        row -> visitor.test(versionSummary(row)),
        bucket,
        from,
        to,
        bucket,
        from,
        behind.orElse(VersionPlace.OF_OBJECT),
        to,
        limit);
  }

  /** The place of a version that is here or was, and was removed. */
  private Optional<byte[]> place(long bucket, byte[] key, VersionName name) {
    return switch (name) {
      case VersionName.Null() ->
          session
              .first(
                  "SELECT x'' FROM object WHERE bucket = ? AND key = ? AND is_null = 1",
                  row -> row.bytes(1),
                  bucket,
                  key)
              .or(
                  () ->
                      session.first(
                          "SELECT place FROM version INDEXED BY version_null"
                              + " WHERE bucket = ? AND key = ? AND is_null = 1"
                              + " ORDER BY place LIMIT 1",
                          row -> row.bytes(1),
                          bucket,
                          key));
      case VersionName.Id(VersionId id) ->
          session
              .first(
                  "SELECT x'' FROM object WHERE bucket = ? AND key = ? AND id = ?",
                  row -> row.bytes(1),
                  bucket,
                  key,
                  id.bytes())
              .or(
                  () ->
                      session.first(
                          "SELECT place FROM version WHERE bucket = ? AND key = ? AND id = ?",
                          row -> row.bytes(1),
                          bucket,
                          key,
                          id.bytes()));
    };
  }

  private static VersionSummary versionSummary(Row row) {
    boolean hasBytes = row.number(9) == 1;
    return new VersionSummary(
        ObjectKey.of(row.bytes(1)),
        row.number(3) == 1 ? VersionName.Null.INSTANCE : new VersionName.Id(row.version(2)),
        row.number(8) == 1,
        Instant.ofEpochMilli(row.number(6)),
        hasBytes
            ? Optional.of(
                new VersionSummary.Content(
                    row.number(4),
                    new ETag(row.text(5)),
                    Columns.storageClass(row.optionalText(10))))
            : Optional.empty());
  }

  /** A version of a key. */
  public record Found(ObjectKey key, VersionId id, boolean isNull) {}

  /** Versions of a bucket, whatever became of them, by key and id; at most so many. */
  public List<Found> all(long bucket, Optional<Named> after, int limit) {
    byte[] key = after.map(named -> named.key().bytes()).orElseGet(() -> new byte[0]);
    byte[] id = after.map(named -> named.version().bytes()).orElseGet(() -> new byte[0]);
    return session.all(
        "SELECT key, id, is_null FROM object WHERE bucket = ? AND (key, id) > (?, ?)"
            + " UNION ALL SELECT key, id, is_null FROM version WHERE bucket = ?"
            + " AND (key, id) > (?, ?) ORDER BY key, id LIMIT ?",
        row -> new Found(ObjectKey.of(row.bytes(1)), row.version(2), row.number(3) == 1),
        bucket,
        key,
        id,
        bucket,
        key,
        id,
        limit);
  }

  /**
   * Keys of a bucket that have null versions beside the greatest since before a time; at most so
   * many.
   */
  public List<ObjectKey> keysContestedBefore(
      long bucket, Instant time, Optional<ObjectKey> after, int limit) {
    return session.all(
        "SELECT DISTINCT key FROM version INDEXED BY version_beside"
            + " WHERE bucket = ? AND beside < ? AND key > ? ORDER BY key LIMIT ?",
        row -> ObjectKey.of(row.bytes(1)),
        bucket,
        time.toEpochMilli(),
        after.map(ObjectKey::bytes).orElseGet(() -> new byte[0]),
        limit);
  }
}
