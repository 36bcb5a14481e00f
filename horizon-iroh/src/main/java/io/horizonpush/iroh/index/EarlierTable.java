package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.s3.model.BlobHash;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Blobs that were in the place of such as have not come through a bucket yet, by these. {@link
 * BlobUseTable} keeps them in use. Confined to its session's thread.
 */
public final class EarlierTable {

  private final Session session;

  EarlierTable(Session session) {
    this.session = session;
  }

  /** A blob that is to come to a bucket, and the one that was in its place. */
  public record Earlier(long bucket, BlobHash awaited, Used blob) {}

  /** Notes one, unless another is noted; tells whether it was. */
  boolean put(Earlier earlier) {
    return session.update(
            "INSERT OR IGNORE INTO earlier_blob (bucket, hash, earlier, length)"
                + " VALUES (?, ?, ?, ?)",
            earlier.bucket(),
            earlier.awaited(),
            earlier.blob().hash(),
            earlier.blob().length())
        == 1;
  }

  /** Forgets one. */
  void remove(long bucket, BlobHash awaited) {
    session.update("DELETE FROM earlier_blob WHERE bucket = ? AND hash = ?", bucket, awaited);
  }

  /** The blob that was in the place of another. */
  public Optional<Used> find(long bucket, BlobHash awaited) {
    return session.first(
        "SELECT earlier, length FROM earlier_blob WHERE bucket = ? AND hash = ?",
        row -> new Used(row.hash(1), row.number(2)),
        bucket,
        awaited);
  }

  /** Some of them. */
  List<Earlier> some(int limit) {
    return session.all(
        "SELECT bucket, hash, earlier, length FROM earlier_blob LIMIT ?",
        EarlierTable::earlier,
        limit);
  }

  /** All of them. The caller closes the stream. */
  public Stream<Earlier> all() {
    return session.stream(
        "SELECT bucket, hash, earlier, length FROM earlier_blob", EarlierTable::earlier);
  }

  private static Earlier earlier(Row row) {
    return new Earlier(row.number(1), row.hash(2), new Used(row.hash(3), row.number(4)));
  }
}
