package io.horizonpush.iroh.index;

import io.horizonpush.iroh.replica.DocumentKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was changed in each bucket, in order, for those who follow it: a row is kept until the last
 * of them has read it. A bucket that nobody follows has no rows. What came from others is beside
 * the rest, so that the publisher, which says nothing of it, never passes over it. Confined to its
 * session's thread.
 */
public final class LogTable {

  private final Session session;
  private final Sequence sequence;

  LogTable(Session session, Sequence sequence) {
    this.session = session;
    this.sequence = sequence;
  }

  /** In the place of a bucket: those that come, too. */
  public static final long EVERY = 0;

  private static final String OWN = "log";
  private static final String ALL =
      "(SELECT bucket, sequence, tag, key, cause FROM log"
          // Of the same affinity, or the two are not merged by their keys but sorted.
          + " UNION ALL SELECT bucket, sequence, tag, key, CAST(2 AS INTEGER) FROM merge_log)";

  /**
   * Who reads the log. All but the {@link #PUBLISHER} read what came from others, too.
   *
   * @param name by which it is known over restarts
   */
  public record Reader(String name) {

    /** Brings changes into the bucket's document: what others changed their entries say. */
    public static final Reader PUBLISHER = new Reader("publisher");

    /** Tells plugins what became of objects. */
    public static final Reader EVENTS = new Reader("plugin-events");

    /** Tells plugins what became of their entries, of which it needs no rows. */
    public static final Reader ENTRIES = new Reader("plugin-entries");

    String rows() {
      return equals(PUBLISHER) ? OWN : ALL;
    }
  }

  /** Where a change came from. */
  public enum Cause {
    LOCAL(1),
    /** From others, whose entries say it. */
    MERGE(2),
    FILL(3),
    /** Nothing changed, but it is to be said once more: to another document, or to others. */
    AGAIN(4);

    private final int code;

    Cause(int code) {
      this.code = code;
    }

    private static Cause of(long code) {
      for (Cause each : values()) {
        if (each.code == code) {
          return each;
        }
      }
      throw new IllegalStateException("The log has a cause of number " + code);
    }
  }

  /** A change of what a key of the document names. */
  public record LogRow(long bucket, long sequence, DocumentKey key, Cause cause) {}

  /** Notes a change; answers whether it waits for the publisher. */
  public boolean add(long bucket, DocumentKey key, Cause cause) {
    return switch (cause) {
      case LOCAL, FILL, AGAIN ->
          added(addOwn(bucket, key, cause)) && isFollowedBy(Reader.PUBLISHER, bucket);
      case MERGE -> {
        boolean _ = added(addMerged(bucket, key));
        yield false;
      }
    };
  }

  private int addOwn(long bucket, DocumentKey key, Cause cause) {
    return session.update(
        "INSERT INTO log (bucket, sequence, tag, key, cause) SELECT ?, ?, ?, ?, ?"
            + " WHERE EXISTS (SELECT 1 FROM cursor WHERE bucket = ?)",
        bucket,
        sequence.upcoming(),
        (int) key.tag(),
        key.text(),
        cause.code,
        bucket);
  }

  private int addMerged(long bucket, DocumentKey key) {
    return session.update(
        "INSERT INTO merge_log (bucket, sequence, tag, key) SELECT ?, ?, ?, ?"
            + " WHERE EXISTS (SELECT 1 FROM cursor WHERE bucket = ? AND reader <> ?)",
        bucket,
        sequence.upcoming(),
        (int) key.tag(),
        key.text(),
        bucket,
        Reader.PUBLISHER.name());
  }

  private boolean added(int rows) {
    if (rows == 1) {
      sequence.next();
    }
    return rows == 1;
  }

  /** Makes a reader follow a bucket from now on. */
  public void follow(Reader reader, long bucket) {
    session.update(
        "INSERT OR IGNORE INTO cursor (bucket, reader, sequence) VALUES (?, ?, ?)",
        bucket,
        reader.name(),
        sequence.last());
  }

  /** Ends that a reader follows a bucket; what only it had still to read goes. */
  public void unfollow(Reader reader, long bucket) {
    session.update("DELETE FROM cursor WHERE bucket = ? AND reader = ?", bucket, reader.name());
    trim(bucket);
  }

  public boolean isFollowedBy(Reader reader, long bucket) {
    return position(reader, bucket).isPresent();
  }

  /** The number of changes of a bucket that a reader has not read. */
  public long count(Reader reader, long bucket) {
    return position(reader, bucket)
        .map(
            read ->
                session.number(
                    "SELECT count(*) FROM " + reader.rows() + " WHERE bucket = ? AND sequence > ?",
                    bucket,
                    read))
        .orElse(0L);
  }

  /** Up to which sequence the publisher has to read to have read all that a bucket has now. */
  public long last(long bucket) {
    return session.number("SELECT coalesce(max(sequence), 0) FROM log WHERE bucket = ?", bucket);
  }

  /** Whether a reader has read up to a sequence; so it is where it does not follow the bucket. */
  public boolean hasRead(Reader reader, long bucket, long sequence) {
    return position(reader, bucket).filter(read -> read < sequence).isEmpty();
  }

  /** The first bucket behind {@code bucket} that has something for a reader. */
  public Optional<Long> nextBucket(Reader reader, long bucket) {
    return session.first(
        "SELECT c.bucket FROM cursor c WHERE c.reader = ? AND c.bucket > ? AND EXISTS (SELECT 1"
            + " FROM "
            + reader.rows()
            + " l WHERE l.bucket = c.bucket AND l.sequence > c.sequence)"
            + " ORDER BY c.bucket LIMIT 1",
        row -> row.number(1),
        reader.name(),
        bucket);
  }

  /** The oldest changes of a bucket that a reader has not read. */
  public List<LogRow> unread(Reader reader, long bucket, int limit) {
    return position(reader, bucket)
        .map(
            read ->
                session.all(
                    "SELECT bucket, sequence, tag, key, cause FROM "
                        + reader.rows()
                        + " WHERE bucket = ? AND sequence > ? ORDER BY sequence LIMIT ?",
                    LogTable::row,
                    bucket,
                    read,
                    limit))
        .orElse(List.of());
  }

  /**
   * Moves a reader up to a sequence; what every reader has read goes.
   *
   * @return how many changes that were; none for a reader that stopped following meanwhile
   */
  public int read(Reader reader, long bucket, long through) {
    long read =
        session.number(
            "SELECT count(*) FROM "
                + reader.rows()
                + " l JOIN cursor c ON c.bucket = l.bucket"
                + " WHERE c.bucket = ? AND c.reader = ? AND l.sequence > c.sequence"
                + " AND l.sequence <= ?",
            bucket,
            reader.name(),
            through);
    session.update(
        "UPDATE cursor SET sequence = ? WHERE bucket = ? AND reader = ? AND sequence < ?",
        through,
        bucket,
        reader.name(),
        through);
    trim(bucket);
    return Math.toIntExact(read);
  }

  private void trim(long bucket) {
    session.update(
        "DELETE FROM log WHERE bucket = ? AND sequence <= coalesce("
            + "(SELECT min(sequence) FROM cursor WHERE bucket = ?), 9223372036854775807)",
        bucket,
        bucket);
    session.update(
        "DELETE FROM merge_log WHERE bucket = ? AND sequence <= coalesce("
            + "(SELECT min(sequence) FROM cursor WHERE bucket = ? AND reader <> ?),"
            + " 9223372036854775807)",
        bucket,
        bucket,
        Reader.PUBLISHER.name());
  }

  /**
   * Removes changes of a bucket that was deleted, and who followed it; tells how many that are for
   * the publisher.
   */
  public int removeAll(long bucket) {
    long waiting = count(Reader.PUBLISHER, bucket);
    session.update("DELETE FROM cursor WHERE bucket = ?", bucket);
    session.update("DELETE FROM parked WHERE bucket = ?", bucket);
    session.update("DELETE FROM merge_log WHERE bucket = ?", bucket);
    session.update("DELETE FROM log WHERE bucket = ?", bucket);
    return Math.toIntExact(waiting);
  }

  /** Sets a key aside that the document does not take before a time. */
  public void park(long bucket, DocumentKey key, Instant until) {
    session.update(
        "INSERT OR REPLACE INTO parked (bucket, tag, key, until) VALUES (?, ?, ?, ?)",
        bucket,
        (int) key.tag(),
        key.text(),
        until.toEpochMilli());
  }

  /** The number of keys of a bucket that are set aside. */
  public long parked(long bucket) {
    return session.number("SELECT count(*) FROM parked WHERE bucket = ?", bucket);
  }

  /** Every key of a bucket that is set aside. */
  public List<DocumentKey> parkedKeys(long bucket) {
    return session.all(
        "SELECT tag, key FROM parked WHERE bucket = ?", row -> row.documentKey(1, 2), bucket);
  }

  /** Whether there is a key whose time has come. */
  public boolean isParkedUntil(Instant now) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM parked WHERE until <= ?)", now.toEpochMilli())
        == 1;
  }

  /**
   * Puts keys whose time has come back into the log, at most so many of them.
   *
   * @return those that it took: nobody may follow their bucket any more
   */
  public List<LogRow> unpark(Instant now, int limit) {
    List<LogRow> due =
        session.all(
            "SELECT bucket, 0, tag, key, 1 FROM parked WHERE until <= ? LIMIT ?",
            LogTable::row,
            now.toEpochMilli(),
            limit);
    List<LogRow> logged = new ArrayList<>();
    for (LogRow row : due) {
      session.update(
          "DELETE FROM parked WHERE bucket = ? AND tag = ? AND key = ?",
          row.bucket(),
          (int) row.key().tag(),
          row.key().text());
      if (add(row.bucket(), row.key(), Cause.LOCAL)) {
        logged.add(row);
      }
    }
    return logged;
  }

  /** Whether a reader has still to read a change of a bucket up to a sequence. */
  public boolean waits(Reader reader, long bucket, long through) {
    return unread(reader, bucket, 1).stream().anyMatch(row -> row.sequence() <= through);
  }

  /** Some changes of a bucket behind a sequence that a reader has not read. */
  public List<LogRow> unread(Reader reader, long bucket, long after, int limit) {
    return position(reader, bucket)
        .map(
            read ->
                session.all(
                    "SELECT bucket, sequence, tag, key, cause FROM "
                        + reader.rows()
                        + " WHERE bucket = ? AND sequence > ? ORDER BY sequence LIMIT ?",
                    LogTable::row,
                    bucket,
                    Math.max(read, after),
                    limit))
        .orElse(List.of());
  }

  /** The buckets that a reader follows, {@link #EVERY} among them if it follows new ones, too. */
  public List<Long> followed(Reader reader) {
    return session.all(
        "SELECT bucket FROM cursor WHERE reader = ? ORDER BY bucket",
        row -> row.number(1),
        reader.name());
  }

  /** Has whoever follows new buckets follow one that was made. */
  public void begin(long bucket) {
    if (isFollowedBy(Reader.EVENTS, EVERY)) {
      follow(Reader.EVENTS, bucket);
    }
  }

  /** Notes up to which sequence a reader has heard, whatever bucket that is of. */
  public void hear(Reader reader, long through) {
    session.update(
        "INSERT INTO cursor (bucket, reader, sequence) VALUES (?, ?, ?)"
            + " ON CONFLICT DO UPDATE SET sequence = max(sequence, excluded.sequence)",
        EVERY,
        reader.name(),
        through);
  }

  /** Up to which sequence a reader has heard; nothing if it never asked. */
  public Optional<Long> heard(Reader reader) {
    return position(reader, EVERY);
  }

  /**
   * The sequence of the last change of a bucket that is one too many for a reader; nothing where it
   * may have them all.
   */
  public Optional<Long> excess(Reader reader, long bucket, long most) {
    return session.first(
        "SELECT sequence FROM "
            + reader.rows()
            + " WHERE bucket = ? AND sequence >"
            + " (SELECT sequence FROM cursor WHERE bucket = ? AND reader = ?)"
            + " ORDER BY sequence DESC LIMIT 1 OFFSET ?",
        row -> row.number(1),
        bucket,
        bucket,
        reader.name(),
        most);
  }

  private Optional<Long> position(Reader reader, long bucket) {
    return session.first(
        "SELECT sequence FROM cursor WHERE bucket = ? AND reader = ?",
        row -> row.number(1),
        bucket,
        reader.name());
  }

  private static LogRow row(Row row) {
    return new LogRow(row.number(1), row.number(2), row.documentKey(3, 4), Cause.of(row.number(5)));
  }
}
