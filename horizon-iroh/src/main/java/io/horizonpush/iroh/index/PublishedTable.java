package io.horizonpush.iroh.index;

import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BlobHash;
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
  public record PublishedRow(long bucket, DocumentKey key, Version version, BlobHash manifest) {}

  public Optional<PublishedRow> find(long bucket, DocumentKey key) {
    return session.first(
        "SELECT bucket, tag, key, clock, writer, manifest FROM published"
            + " WHERE bucket = ? AND tag = ? AND key = ?",
        PublishedTable::row,
        bucket,
        (int) key.tag(),
        key.text());
  }

  /** Every row of a bucket, by key. The caller closes the stream. */
  public Stream<PublishedRow> all(long bucket) {
    return session.stream(
        "SELECT bucket, tag, key, clock, writer, manifest FROM published"
            + " WHERE bucket = ? ORDER BY tag, key",
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
    byte[] text = row.key().text();
    blobs.retain(row.manifest(), size);
    release(row.bucket(), row.key().tag(), text);
    session.update(
        "INSERT INTO published (bucket, tag, key, clock, writer, manifest)"
            + " VALUES (?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (bucket, tag, key) DO UPDATE SET clock = excluded.clock,"
            + " writer = excluded.writer, manifest = excluded.manifest",
        row.bucket(),
        (int) row.key().tag(),
        text,
        row.version().clock(),
        row.version().writer(),
        row.manifest());
  }

  /** Removes rows of a bucket that was deleted; tells how many. */
  public int removeSome(long bucket, int limit) {
    List<DocumentKey> keys =
        session.all(
            "SELECT tag, key FROM published WHERE bucket = ? LIMIT ?",
            row -> row.documentKey(1, 2),
            bucket,
            limit);
    keys.forEach(key -> remove(bucket, key));
    return keys.size();
  }

  private void remove(long bucket, DocumentKey key) {
    int tag = key.tag();
    byte[] text = key.text();
    release(bucket, tag, text);
    session.update(
        "DELETE FROM published WHERE bucket = ? AND tag = ? AND key = ?", bucket, tag, text);
  }

  /** Lets go of the manifest that a key has. */
  private void release(long bucket, int tag, byte[] text) {
    session
        .first(
            "SELECT manifest FROM published WHERE bucket = ? AND tag = ? AND key = ?",
            row -> row.hash(1),
            bucket,
            tag,
            text)
        .ifPresent(blobs::release);
  }

  private static PublishedRow row(Row row) {
    return new PublishedRow(
        row.number(1),
        row.documentKey(2, 3),
        new Version(row.number(4), row.number(5)),
        row.hash(6));
  }
}
