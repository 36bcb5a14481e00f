package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the buckets' documents show: for each key its manifest, which this table keeps from being
 * collected. Confined to its session's thread.
 */
public final class PublishedTable {

  private final Session session;
  private final BlobTable blobs;

  PublishedTable(Session session, BlobTable blobs) {
    this.session = session;
    this.blobs = blobs;
  }

  /** The manifest of a key and the version that it was made from. */
  public record PublishedRow(long bucket, ObjectKey key, Version version, BlobHash manifest) {}

  public Optional<PublishedRow> find(long bucket, ObjectKey key) {
    return session.first(
        "SELECT bucket, key, clock, writer, manifest FROM published WHERE bucket = ? AND key = ?",
        PublishedTable::row,
        bucket,
        key.bytes());
  }

  /** Every row of a bucket, by key. The caller closes the stream. */
  public Stream<PublishedRow> all(long bucket) {
    return session.stream(
        "SELECT bucket, key, clock, writer, manifest FROM published WHERE bucket = ? ORDER BY key",
        PublishedTable::row,
        bucket);
  }

  /** The manifests of all buckets, also of deleted ones. The caller closes the stream. */
  public Stream<BlobHash> manifests() {
    return session.stream("SELECT manifest FROM published", row -> row.hash(1));
  }

  /**
   * Notes that the document shows a manifest now. An earlier one of the key is let go.
   *
   * @param size of the manifest in bytes
   */
  public void put(PublishedRow row, long size) {
    blobs.retain(row.manifest(), size);
    remove(row.bucket(), row.key().bytes());
    session.update(
        "INSERT INTO published (bucket, key, clock, writer, manifest) VALUES (?, ?, ?, ?, ?)",
        row.bucket(),
        row.key().bytes(),
        row.version().clock(),
        row.version().writer(),
        row.manifest());
  }

  /** Removes rows of a bucket that was deleted; tells how many. */
  public int removeSome(long bucket, int limit) {
    List<byte[]> keys =
        session.all(
            "SELECT key FROM published WHERE bucket = ? LIMIT ?",
            row -> row.bytes(1),
            bucket,
            limit);
    keys.forEach(key -> remove(bucket, key));
    return keys.size();
  }

  private void remove(long bucket, byte[] key) {
    session
        .first(
            "SELECT manifest FROM published WHERE bucket = ? AND key = ?",
            row -> row.hash(1),
            bucket,
            key)
        .ifPresent(blobs::release);
    session.update("DELETE FROM published WHERE bucket = ? AND key = ?", bucket, key);
  }

  private static PublishedRow row(Row row) {
    return new PublishedRow(
        row.number(1),
        ObjectKey.of(row.bytes(2)),
        new Version(row.number(3), row.number(4)),
        row.hash(5));
  }
}
