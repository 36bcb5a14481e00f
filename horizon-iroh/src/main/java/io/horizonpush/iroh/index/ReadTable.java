package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BlobHash;
import java.util.List;
import java.util.Optional;

/** When blobs were last read, to the hour. Confined to its session's thread. */
public final class ReadTable {

  private final Session session;

  ReadTable(Session session) {
    this.session = session;
  }

  /** A blob and the hour in which it was last read, since 1970. */
  public record LastRead(long hour, BlobHash hash) {}

  /** Notes that a blob was read. */
  public void note(LastRead read) {
    session.update(
        "INSERT INTO blob_read (hash, hour) SELECT hash, ? FROM blob WHERE hash = ?"
            + " ON CONFLICT (hash) DO UPDATE SET hour = max(hour, excluded.hour)",
        read.hour(),
        read.hash());
  }

  /** Some blobs with bytes here of which no read is noted, behind one, by hash. */
  public List<BlobHash> unread(Optional<BlobHash> after, int limit) {
    return session.all(
        "SELECT b.hash FROM blob b WHERE b.hash > ? AND b.residency IN (1, 2)"
            + " AND NOT EXISTS (SELECT 1 FROM blob_read r WHERE r.hash = b.hash)"
            + " ORDER BY b.hash LIMIT ?",
        row -> row.hash(1),
        after.map(BlobHash::bytes).orElseGet(() -> new byte[0]),
        limit);
  }

  /** Some blobs with bytes here, behind one, the longest not read first. */
  public List<LastRead> oldest(Optional<LastRead> after, int limit) {
    return session.all(
        "SELECT r.hour, r.hash FROM blob_read r JOIN blob b ON b.hash = r.hash"
            + " WHERE (r.hour, r.hash) > (?, ?) AND b.residency IN (1, 2)"
            + " ORDER BY r.hour, r.hash LIMIT ?",
        row -> new LastRead(row.number(1), row.hash(2)),
        after.map(LastRead::hour).orElse(-1L),
        after.map(read -> read.hash().bytes()).orElseGet(() -> new byte[0]),
        limit);
  }
}
