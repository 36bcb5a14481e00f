package io.horizonpush.iroh.index;

import io.horizonpush.iroh.replica.DocumentKey;
import java.util.List;
import java.util.Optional;

/** Writes that are not yet in their bucket's document. Confined to its session's thread. */
public final class OutboxTable {

  private final Session session;

  OutboxTable(Session session) {
    this.session = session;
  }

  /** A write of what a key of the document names, made at {@code clock}. */
  public record OutboxRow(long bucket, long clock, DocumentKey key) {}

  void add(long bucket, long clock, DocumentKey key) {
    session.update(
        "INSERT INTO outbox (bucket, clock, tag, key) VALUES (?, ?, ?, ?)",
        bucket,
        clock,
        (int) key.tag(),
        key.text());
  }

  /** The number of writes of a bucket that wait. */
  public long count(long bucket) {
    return session.number("SELECT count(*) FROM outbox WHERE bucket = ?", bucket);
  }

  /** The number of writes of all buckets that wait. */
  public long count() {
    return session.number("SELECT count(*) FROM outbox");
  }

  /** The first bucket behind {@code bucket} that has something to publish. */
  public Optional<Long> nextBucket(long bucket) {
    return session.first(
        "SELECT bucket FROM outbox WHERE bucket > ? ORDER BY bucket LIMIT 1",
        row -> row.number(1),
        bucket);
  }

  /** The oldest writes of a bucket. */
  public List<OutboxRow> oldest(long bucket, int limit) {
    return session.all(
        "SELECT bucket, clock, tag, key FROM outbox WHERE bucket = ? ORDER BY clock LIMIT ?",
        OutboxTable::row,
        bucket,
        limit);
  }

  /** Every write that waits, by bucket. */
  public List<OutboxRow> all() {
    return session.all(
        "SELECT bucket, clock, tag, key FROM outbox ORDER BY bucket, clock", OutboxTable::row);
  }

  /**
   * Crosses off the writes of a bucket up to a clock, and tells how many. One that is made
   * meanwhile has a larger clock.
   */
  public int removeThrough(long bucket, long clock) {
    return session.update("DELETE FROM outbox WHERE bucket = ? AND clock <= ?", bucket, clock);
  }

  /** Crosses off all writes of a bucket that was deleted; tells how many. */
  public int removeAll(long bucket) {
    return session.update("DELETE FROM outbox WHERE bucket = ?", bucket);
  }

  private static OutboxRow row(Row row) {
    return new OutboxRow(row.number(1), row.number(2), row.documentKey(3, 4));
  }
}
