package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.IdentityTable.Identity;
import io.horizonpush.s3.model.Residency;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The file of an index that no node runs on: a copy, or that of a stopped node. Failures are {@link
 * IndexException}s. Confined to one thread.
 */
public final class IndexFile implements AutoCloseable {

  /** How the names of the files end that SQLite keeps beside an index. */
  public static final List<String> BESIDE = List.of("-wal", "-shm", "-journal");

  private static final int NAMED = 100;

  private static final String LOST =
      " NOT EXISTS (SELECT 1 FROM object h WHERE h.bucket = m.id AND h.key = o.key AND h.id = o.id)"
          + " AND NOT EXISTS (SELECT 1 FROM version h"
          + " WHERE h.bucket = m.id AND h.key = o.key AND h.id = o.id)";

  private final Session session;

  private IndexFile(Session session) {
    this.session = session;
  }

  /**
   * A file of the content store that rows name.
   *
   * @param end behind the last record that is named, in bytes
   * @param blobs that are in it
   */
  public record Named(long id, long end, long blobs) {}

  /**
   * What another index has and this one has not.
   *
   * @param count of versions that have bytes
   * @param first the first hundred of them, as bucket and key
   */
  public record Losses(long count, List<String> first) {

    public Losses {
      first = List.copyOf(first);
    }
  }

  /**
   * Opens a file, and brings it to the schema of this version of the node.
   *
   * @throws IllegalStateException if a newer node wrote it
   */
  public static IndexFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException("There is no index " + file);
    }
    Session session = Session.open(file);
    boolean opened = false;
    try {
      session.set("synchronous = FULL");
      Migrations.apply(session);
      opened = true;
      return new IndexFile(session);
    } finally {
      if (!opened) {
        session.close();
      }
    }
  }

  /** Writes the log of an index into its file, so that this alone is the index. */
  public static void fold(Path file) {
    try (Session session = Session.open(file)) {
      session.set("synchronous = FULL");
      String mode = session.pragma("journal_mode = DELETE");
      if (!mode.equals("delete")) {
        throw new IllegalStateException(file + " is in use by another program");
      }
    }
  }

  public Identity identity() {
    return new IdentityTable(session).get();
  }

  /** The number of objects that are current. */
  public long objects() {
    return session.number("SELECT count(*) FROM object");
  }

  /**
   * Passes on every file that rows name, by its id; not those that are being filled: they are
   * written on, and what they have is elsewhere, too.
   */
  public void forEachFile(Consumer<Named> visitor) {
    List<Named> last = new ArrayList<>();
    session.scan(
        "SELECT file, start, length, residency FROM blob WHERE residency IN (?, ?, ?)"
            + " AND file IS NOT NULL ORDER BY file, start",
        row -> {
          Named next = named(row);
          if (!last.isEmpty() && last.getFirst().id() == next.id()) {
            Named before = last.removeFirst();
            last.add(
                new Named(
                    next.id(), Math.max(before.end(), next.end()), before.blobs() + next.blobs()));
          } else {
            last.forEach(visitor);
            last.clear();
            last.add(next);
          }
          return true;
        },
        BlobTable.code(Residency.WHOLE),
        BlobTable.code(Residency.EVICTED),
        BlobTable.code(Residency.EXTERNAL));
    last.forEach(visitor);
  }

  private static Named named(Row row) {
    long length = row.number(3);
    boolean whole = row.number(4) == BlobTable.code(Residency.WHOLE);
    long end = row.number(2) + (whole ? RecordLength.of(length) : RecordLength.ofTree(length));
    return new Named(row.number(1), end, 1);
  }

  /** What another index, of the same schema, has and this one has not. */
  public Losses lossesOf(Path other) {
    session.update("ATTACH ? AS other", other.toString());
    try {
      long count =
          session.number("SELECT count(*)" + lost("object", ""))
              + session.number("SELECT count(*)" + lost("version", "o.kept = 1 AND"));
      List<String> first = new ArrayList<>(named("object", ""));
      first.addAll(named("version", "o.kept = 1 AND"));
      return new Losses(count, first.stream().limit(NAMED).toList());
    } finally {
      session.forget();
      session.run("DETACH other");
    }
  }

  private List<String> named(String table, String condition) {
    return session.all(
        "SELECT b.name, o.key" + lost(table, condition) + " LIMIT " + NAMED,
        row -> row.text(1) + "/" + new String(row.bytes(2), StandardCharsets.UTF_8));
  }

  private static String lost(String table, String condition) {
    return " FROM other."
        + table
        + " o JOIN other.bucket b ON b.id = o.bucket LEFT JOIN bucket m ON m.uid = b.uid WHERE "
        + condition
        + LOST;
  }

  /**
   * Makes of a copy what a node starts with: another history of the index, without what was being
   * filled, and without what others promised.
   *
   * @param generation of the other stores
   * @param lastFile the highest id that a file has
   * @param keeps whether no file may be removed before an operator says so
   */
  public void restore(long generation, long lastFile, boolean keeps) {
    session.update(
        "UPDATE blob SET residency = ?, file = NULL, start = NULL WHERE residency = ?",
        BlobTable.code(Residency.ABSENT),
        BlobTable.code(Residency.PARTIAL));
    session.update("DELETE FROM unrooted");
    // By what is older than what this node promised since, it could count on who counts on it.
    session.update("DELETE FROM promise_got");
    new IdentityTable(session).restore(generation, BlobTable.filesBehind(lastFile), keeps);
  }

  @Override
  public void close() {
    session.close();
  }
}
