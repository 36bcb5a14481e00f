package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.ObjectBody.Remote;
import io.horizonpush.s3.model.OriginId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The bodies at origins of which ranges are kept before anybody knows their hash. Confined to its
 * session's thread.
 */
public final class UnrootedTable {

  private static final String COLUMNS = "origin, origin_key, tag, length, file, used";

  private final Session session;

  UnrootedTable(Session session) {
    this.session = session;
  }

  /**
   * A body of which something is kept.
   *
   * @param file that it is in
   * @param used when somebody last asked for it
   */
  public record UnrootedRow(Remote body, long file, Instant used) {}

  /** What is kept of a body. */
  public Optional<UnrootedRow> find(Remote body) {
    return session.first(
        "SELECT "
            + COLUMNS
            + " FROM unrooted WHERE origin = ? AND origin_key = ? AND tag = ? AND length = ?",
        UnrootedTable::row,
        body.origin().writer().bytes(),
        body.key(),
        body.tag(),
        body.length());
  }

  /** Notes a file for a body; tells whether there was none. */
  public boolean add(Remote body, long file, Instant now) {
    return session.update(
            "INSERT OR IGNORE INTO unrooted (origin, origin_key, tag, length, file, created, used)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)",
            body.origin().writer().bytes(),
            body.key(),
            body.tag(),
            body.length(),
            file,
            now.toEpochMilli(),
            now.toEpochMilli())
        == 1;
  }

  /** Notes that somebody asked for what is in a file. */
  public void use(long file, Instant now) {
    session.update("UPDATE unrooted SET used = ? WHERE file = ?", now.toEpochMilli(), file);
  }

  /** Forgets a file; tells whether it was noted. */
  public boolean remove(long file) {
    return session.update("DELETE FROM unrooted WHERE file = ?", file) == 1;
  }

  /** Whether a file is noted. */
  public boolean names(long file) {
    return session.number("SELECT EXISTS (SELECT 1 FROM unrooted WHERE file = ?)", file) == 1;
  }

  /**
   * Some that nobody asked for since a time, and some of those asked for longest ago that are more
   * than {@code most}.
   */
  public List<UnrootedRow> due(Instant since, int most, int limit) {
    return session.all(
        "SELECT "
            + COLUMNS
            + " FROM unrooted WHERE used < ?"
            + " OR file IN (SELECT file FROM unrooted ORDER BY used DESC LIMIT -1 OFFSET ?)"
            + " ORDER BY used LIMIT ?",
        UnrootedTable::row,
        since.toEpochMilli(),
        most,
        limit);
  }

  /** All of them. */
  public List<UnrootedRow> all() {
    return session.all("SELECT " + COLUMNS + " FROM unrooted ORDER BY file", UnrootedTable::row);
  }

  private static UnrootedRow row(Row row) {
    return new UnrootedRow(
        new Remote(new OriginId(row.writer(1)), row.text(2), row.text(3), row.number(4)),
        row.number(5),
        Instant.ofEpochMilli(row.number(6)));
  }
}
