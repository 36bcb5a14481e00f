package io.horizonpush.iroh.index;

import io.horizonpush.iroh.cache.CacheQueues;
import io.horizonpush.s3.model.BlobHash;
import java.util.List;
import java.util.Optional;

/** The order in which the bytes of blobs go from here. Confined to its session's thread. */
public final class CacheTable implements CacheQueues {

  /** What went is remembered as long as it has fewer bytes than what is here, and is no more. */
  private static final long MOST_GHOSTS = 1_000_000;

  private static final String COLUMNS = "c.hash, c.queue, c.place, c.length, c.hits, c.minute";

  private final Session session;

  CacheTable(Session session) {
    this.session = session;
  }

  @Override
  public Optional<Entry> find(BlobHash blob) {
    return session.first(
        "SELECT " + COLUMNS + " FROM cached_blob c WHERE c.hash = ?", CacheTable::entry, blob);
  }

  @Override
  public List<Entry> behind(Queue queue, long place, int limit) {
    return session.all(
        "SELECT "
            + COLUMNS
            + " FROM cached_blob c JOIN blob b ON b.hash = c.hash"
            + " WHERE c.queue = ? AND c.place > ? AND b.residency IN (1, 2)"
            + " ORDER BY c.place LIMIT ?",
        CacheTable::entry,
        code(queue),
        place,
        limit);
  }

  @Override
  public long bytes(Queue queue) {
    return session.number(
        "SELECT coalesce(sum(length), 0) FROM cached_blob WHERE queue = ?", code(queue));
  }

  @Override
  public void add(BlobHash blob, Queue queue, long minute) {
    session.update(
        "INSERT OR IGNORE INTO cached_blob (hash, queue, place, length, hits, minute)"
            + " SELECT hash, ?, ?, length, 0, ? FROM blob WHERE hash = ? AND residency IN (1, 2)",
        code(queue),
        end(queue),
        minute,
        blob);
  }

  @Override
  public void hit(Entry entry, int hits, long minute) {
    session.update(
        "UPDATE cached_blob SET hits = ?, minute = ? WHERE hash = ?", hits, minute, entry.blob());
  }

  @Override
  public void move(Entry entry, Queue queue, int hits) {
    session.update(
        "UPDATE cached_blob SET queue = ?, place = ?, hits = ? WHERE hash = ?",
        code(queue),
        end(queue),
        hits,
        entry.blob());
  }

  @Override
  public void remove(Entry entry) {
    session.update("DELETE FROM cached_blob WHERE hash = ?", entry.blob());
  }

  @Override
  public void remember(Entry gone) {
    session.update(
        "INSERT OR REPLACE INTO cache_ghost (hash, place, length)"
            + " VALUES (?, (SELECT coalesce(max(place), 0) + 1 FROM cache_ghost), ?)",
        gone.blob(),
        gone.length());
  }

  @Override
  public boolean recall(BlobHash blob) {
    return session.update("DELETE FROM cache_ghost WHERE hash = ?", blob) == 1;
  }

  /** Forgets those of the blobs that went which are too many to be remembered, some at a time. */
  public void forgetGhosts(int limit) {
    long here = bytes(Queue.SMALL) + bytes(Queue.MAIN);
    session.update(
        "DELETE FROM cache_ghost WHERE place IN (SELECT place FROM (SELECT place,"
            + " sum(length) OVER newer AS bytes, count(*) OVER newer AS number FROM cache_ghost"
            + " WINDOW newer AS (ORDER BY place DESC)) WHERE bytes > ? OR number > ?"
            + " ORDER BY place LIMIT ?)",
        here,
        MOST_GHOSTS,
        limit);
  }

  /** How many bytes are here; what is here in part counts whole. */
  public long bytesHere() {
    return new CacheUsage(session).bytes();
  }

  /** Some blobs with bytes here that are in no queue, behind one, by hash. */
  public List<BlobHash> unknown(Optional<BlobHash> after, int limit) {
    return session.all(
        "SELECT b.hash FROM blob b WHERE b.hash > ? AND b.residency IN (1, 2)"
            + " AND NOT EXISTS (SELECT 1 FROM cached_blob c WHERE c.hash = b.hash)"
            + " ORDER BY b.hash LIMIT ?",
        row -> row.hash(1),
        after.map(BlobHash::bytes).orElseGet(() -> new byte[0]),
        limit);
  }

  /** Some blobs with bytes here that were not read since a minute, the longest not read first. */
  public List<Entry> unread(long since, Optional<Entry> after, int limit) {
    return session.all(
        "SELECT "
            + COLUMNS
            + " FROM cached_blob c JOIN blob b ON b.hash = c.hash"
            + " WHERE c.minute < ? AND (c.minute, c.hash) > (?, ?) AND b.residency IN (1, 2)"
            + " ORDER BY c.minute, c.hash LIMIT ?",
        CacheTable::entry,
        since,
        after.map(Entry::minute).orElse(-1L),
        after.map(entry -> entry.blob().bytes()).orElseGet(() -> new byte[0]),
        limit);
  }

  private long end(Queue queue) {
    return session.number(
        "SELECT coalesce(max(place), 0) + 1 FROM cached_blob WHERE queue = ?", code(queue));
  }

  private static int code(Queue queue) {
    return switch (queue) {
      case SMALL -> 0;
      case MAIN -> 1;
    };
  }

  private static Entry entry(Row row) {
    return new Entry(
        row.hash(1),
        row.number(2) == code(Queue.SMALL) ? Queue.SMALL : Queue.MAIN,
        row.number(3),
        row.number(4),
        Math.toIntExact(row.number(5)),
        row.number(6));
  }
}
