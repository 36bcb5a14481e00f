package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.s3.model.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * How far the buckets are whose documents are made of all that they have. Confined to its session's
 * thread.
 */
public final class BackfillTable {

  private final Session session;

  BackfillTable(Session session) {
    this.session = session;
  }

  /** Notes that the document of a bucket is lost: what it showed is to be forgotten. */
  public void lose(long bucket) {
    put(bucket, true, new byte[0], new byte[0]);
  }

  /** Begins to log what a bucket has. */
  public void begin(long bucket) {
    put(bucket, false, new byte[0], new byte[0]);
  }

  /** Notes the version that was logged last. */
  public void proceed(Named after) {
    put(after.bucket(), false, after.key().bytes(), after.version().bytes());
  }

  /** Ends it, or gives it up. */
  public void remove(long bucket) {
    session.update("DELETE FROM backfill WHERE bucket = ?", bucket);
  }

  /** Whether a bucket is still to be logged. */
  public boolean contains(long bucket) {
    return session.number("SELECT EXISTS (SELECT 1 FROM backfill WHERE bucket = ?)", bucket) == 1;
  }

  /** The version of a bucket that was logged last. */
  public Optional<Named> after(long bucket) {
    return session.first(
        "SELECT after, after_id FROM backfill WHERE bucket = ? AND length(after) > 0",
        row -> new Named(bucket, ObjectKey.of(row.bytes(1)), row.version(2)),
        bucket);
  }

  /** The buckets whose documents are lost. */
  public List<Long> lost() {
    return session.all("SELECT bucket FROM backfill WHERE lost = 1", row -> row.number(1));
  }

  /** Every bucket that is still to be logged. */
  public List<Long> all() {
    return session.all("SELECT bucket FROM backfill", row -> row.number(1));
  }

  private void put(long bucket, boolean lost, byte[] key, byte[] version) {
    session.update(
        "INSERT OR REPLACE INTO backfill (bucket, lost, after, after_id) VALUES (?, ?, ?, ?)",
        bucket,
        lost ? 1 : 0,
        key,
        version);
  }
}
