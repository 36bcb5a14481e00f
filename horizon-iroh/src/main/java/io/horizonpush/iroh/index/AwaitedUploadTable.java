package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys of buckets that other members changed and are to bring to an origin. Confined to its
 * session's thread.
 */
public final class AwaitedUploadTable {

  private final Session session;

  AwaitedUploadTable(Session session) {
    this.session = session;
  }

  /**
   * A row.
   *
   * @param since when the change came, or when it was looked at last
   * @param looks that left it to others
   */
  public record AwaitedRow(long bucket, ObjectKey key, Instant since, int looks) {}

  /** Awaits a key anew. */
  public void await(AwaitedRow row) {
    session.update(
        "INSERT OR REPLACE INTO awaited_upload (bucket, key, since, looks) VALUES (?, ?, ?, ?)",
        row.bucket(),
        row.key().bytes(),
        row.since().toEpochMilli(),
        row.looks());
  }

  /** Awaits a key no more. */
  public void remove(long bucket, ObjectKey key) {
    session.update("DELETE FROM awaited_upload WHERE bucket = ? AND key = ?", bucket, key.bytes());
  }

  /** Puts another row in the place of one, or nothing, unless the key changed since. */
  public void settle(AwaitedRow row, Optional<AwaitedRow> then) {
    int removed =
        session.update(
            "DELETE FROM awaited_upload WHERE bucket = ? AND key = ? AND since = ? AND looks = ?",
            row.bucket(),
            row.key().bytes(),
            row.since().toEpochMilli(),
            row.looks());
    if (removed == 1) {
      then.ifPresent(this::await);
    }
  }

  /** The buckets that have some. */
  public List<Long> buckets() {
    List<Long> buckets = new ArrayList<>();
    Optional<Long> next = bucketAfter(0);
    while (next.isPresent()) {
      buckets.add(next.get());
      next = bucketAfter(next.get());
    }
    return buckets;
  }

  private Optional<Long> bucketAfter(long bucket) {
    return session.first(
        "SELECT bucket FROM awaited_upload WHERE bucket > ? ORDER BY bucket LIMIT 1",
        row -> row.number(1),
        bucket);
  }

  /** Some of a bucket's, the oldest first. */
  public List<AwaitedRow> before(long bucket, Instant time, int limit) {
    return session.all(
        "SELECT key, since, looks FROM awaited_upload WHERE bucket = ? AND since <= ?"
            + " ORDER BY since LIMIT ?",
        row ->
            new AwaitedRow(
                bucket,
                ObjectKey.of(row.bytes(1)),
                Instant.ofEpochMilli(row.number(2)),
                row.small(3)),
        bucket,
        time.toEpochMilli(),
        limit);
  }

  /** Forgets all about a bucket. */
  public void removeAll(long bucket) {
    session.update("DELETE FROM awaited_upload WHERE bucket = ?", bucket);
  }
}
