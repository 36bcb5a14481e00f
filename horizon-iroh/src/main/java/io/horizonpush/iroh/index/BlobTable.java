package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.ExternalTable.ExternalFile;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Residency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Every blob that something uses or used a moment ago, and where its bytes are, seen from here.
 * {@link BlobUseTable} keeps it in step. Confined to its session's thread.
 *
 * <p>A blob that nothing uses any more is <em>doomed</em>: it stays for a moment, in case that
 * something uses it again, and then its row goes before its bytes do.
 */
public final class BlobTable {

  private static final String COLUMNS =
      "b.hash, b.length, b.residency, b.file, b.start, s.id IS NOT NULL";
  private static final String BLOBS = " FROM blob b LEFT JOIN segment s ON s.id = b.file";

  /** The ids of files that a process may use up before the next one begins behind them. */
  private static final long FILES_OF_A_PROCESS = 1L << 40;

  private final Session session;
  private final FreshPlaces fresh;
  private final DamageTable damage;
  private final ExternalTable externals;
  private final UnrootedTable unrooted;

  BlobTable(
      Session session,
      FreshPlaces fresh,
      DamageTable damage,
      ExternalTable externals,
      UnrootedTable unrooted) {
    this.session = session;
    this.fresh = fresh;
    this.damage = damage;
    this.externals = externals;
    this.unrooted = unrooted;
  }

  /**
   * A blob.
   *
   * @param length in bytes
   * @param place of its bytes, as far as they are in the content store; of one that was evicted or
   *     is a user's file, of its tree
   */
  public record BlobRow(BlobHash hash, long length, Residency residency, Optional<Place> place) {

    /** The place of a row that has one. */
    public Place requirePlace() {
      return place.orElseThrow();
    }
  }

  /** A file whose blob is elsewhere now. */
  public record DoomedFile(long id, BlobHash hash) {}

  /**
   * A file of many blobs.
   *
   * @param live bytes of it that records of blobs take
   */
  public record Segment(long id, long live) {}

  /**
   * Notes a blob that is used; one that is noted already stays where it is, unless its bytes came
   * just now: those are known to be right, and what is there may be damaged.
   */
  void add(BlobHash hash, long length, Residency residency) {
    Optional<BlobRow> before = find(hash);
    Optional<Place> place =
        residency == Residency.WHOLE ? fresh.take(hash) : Optional.<Place>empty();
    if (before.isPresent() && place.isEmpty()) {
      return;
    }
    if (before.flatMap(BlobRow::place).equals(place) && place.isPresent()) {
      return;
    }
    put(before, new BlobRow(hash, length, residency, place));
  }

  /**
   * Changes where the bytes of a blob are, unless that has changed meanwhile.
   *
   * @param before as it was read
   * @return whether it was still so
   */
  public boolean become(BlobRow before, Residency residency, Optional<Place> place) {
    return become(before, new BlobRow(before.hash(), before.length(), residency, place));
  }

  /** The same with its length, which whoever was the first to name the blob need not have known. */
  public boolean become(BlobRow before, BlobRow after) {
    Optional<BlobRow> found = find(before.hash());
    boolean same = found.filter(before::equals).isPresent();
    if (same) {
      put(found, after);
    }
    return same;
  }

  /**
   * Notes that a user's file is a blob, unless the blob is here otherwise. One that was not noted
   * at all is doomed until something uses it.
   *
   * @param tree where its tree is
   * @return whether the file is the blob now
   */
  public boolean link(BlobHash hash, long length, Place tree, ExternalFile file) {
    Optional<BlobRow> before = find(hash);
    if (before.filter(row -> row.residency() == Residency.WHOLE).isPresent()) {
      return false;
    }
    put(before, new BlobRow(hash, length, Residency.EXTERNAL, Optional.of(tree)));
    externals.put(hash, file);
    if (before.isEmpty()) {
      doom(hash);
    }
    return true;
  }

  /** Writes a row; the file that its blob leaves is doomed. */
  private void put(Optional<BlobRow> before, BlobRow row) {
    before.ifPresent(left -> leavePlace(left, row.place()));
    session.update(
        "INSERT OR REPLACE INTO blob (hash, length, residency, file, start) VALUES (?, ?, ?, ?, ?)",
        row.hash(),
        row.length(),
        code(row.residency()),
        row.place().map(Place::file).orElse(null),
        row.place().map(Place::offset).orElse(null));
    row.place()
        .ifPresent(
            place -> {
              if (place.segment()) {
                addLive(place.file(), row.length());
              } else {
                unrooted.remove(place.file());
                removeDoomedFile(place.file());
              }
            });
  }

  private void leavePlace(BlobRow row, Optional<Place> next) {
    if (row.residency() == Residency.EXTERNAL) {
      externals.remove(row.hash());
    }
    row.place()
        .filter(place -> !leave(place, row.length()) && !next.equals(row.place()))
        .ifPresent(
            place ->
                session.update(
                    "INSERT INTO doomed_file (id, hash) VALUES (?, ?)", place.file(), row.hash()));
  }

  /** Some files that are to be removed, and whose blob each held, in order. */
  public List<DoomedFile> doomedFiles(long after, int limit) {
    return session.all(
        "SELECT id, hash FROM doomed_file WHERE id > ? ORDER BY id LIMIT ?",
        row -> new DoomedFile(row.number(1), row.hash(2)),
        after,
        limit);
  }

  /** Forgets a file that is to be removed. */
  public void removeDoomedFile(long file) {
    session.update("DELETE FROM doomed_file WHERE id = ?", file);
  }

  /** Notes that nothing uses a blob any more. */
  void doom(BlobHash hash) {
    session.update("INSERT OR IGNORE INTO doomed_blob (hash) VALUES (?)", hash);
  }

  private void addLive(long segment, long length) {
    session.update(
        "INSERT INTO segment (id, live) VALUES (?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET live = live + excluded.live",
        segment,
        RecordLength.of(length));
  }

  /** Notes that a blob is at a place no longer; tells whether that is in a segment. */
  private boolean leave(Place place, long length) {
    damage.leave(place);
    return session.update(
            "UPDATE segment SET live = live - ? WHERE id = ?",
            RecordLength.of(length),
            place.file())
        == 1;
  }

  /**
   * Some doomed blobs, in order.
   *
   * @param after behind which they begin
   */
  public List<BlobHash> doomed(Optional<BlobHash> after, int limit) {
    return session.all(
        "SELECT hash FROM doomed_blob WHERE hash > ? ORDER BY hash LIMIT ?",
        row -> row.hash(1),
        after.map(BlobHash::bytes).orElseGet(() -> new byte[0]),
        limit);
  }

  /**
   * Removes the rows of doomed blobs that nothing uses again.
   *
   * @param free whether nobody is about to use a blob; asked last
   * @return the rows that are gone
   */
  public List<BlobRow> removeDoomed(List<BlobHash> doomed, Predicate<BlobHash> free) {
    List<BlobRow> gone = new ArrayList<>();
    for (BlobHash hash : doomed) {
      boolean used =
          session.number("SELECT EXISTS (SELECT 1 FROM blob_use WHERE hash = ?)", hash) == 1;
      if (!used && !free.test(hash)) {
        continue;
      }
      session.update("DELETE FROM doomed_blob WHERE hash = ?", hash);
      if (!used) {
        find(hash).ifPresent(gone::add);
        session.update("DELETE FROM blob WHERE hash = ?", hash);
        session.update("DELETE FROM fetch WHERE hash = ?", hash);
        session.update("DELETE FROM cached_blob WHERE hash = ?", hash);
      }
    }
    gone.forEach(row -> externals.remove(row.hash()));
    gone.forEach(row -> row.place().ifPresent(place -> leave(place, row.length())));
    return gone;
  }

  /** Notes that a blob was moved; tells whether it was still where it was moved from. */
  public boolean move(BlobHash hash, long length, Place from, Place to) {
    boolean moved =
        session.update(
                "UPDATE blob SET file = ?, start = ? WHERE hash = ? AND file = ? AND start = ?",
                to.file(),
                to.offset(),
                hash,
                from.file(),
                from.offset())
            == 1;
    if (moved) {
      leave(from, length);
      addLive(to.file(), length);
    }
    return moved;
  }

  /** Where the bytes of a blob are; nothing for one that nothing uses. */
  public Optional<BlobRow> find(BlobHash hash) {
    return session.first("SELECT " + COLUMNS + BLOBS + " WHERE b.hash = ?", BlobTable::row, hash);
  }

  /**
   * Some blobs whose bytes are all here, in order.
   *
   * @param after behind which they begin
   */
  public List<BlobRow> some(Optional<BlobHash> after, int limit) {
    return session.all(
        "SELECT "
            + COLUMNS
            + BLOBS
            + " WHERE b.hash > ? AND b.residency = ? ORDER BY b.hash LIMIT ?",
        BlobTable::row,
        after.map(BlobHash::bytes).orElseGet(() -> new byte[0]),
        code(Residency.WHOLE),
        limit);
  }

  /** The blobs in a file, by their place; at most so many. */
  public List<BlobRow> inFile(long file, long from, int limit) {
    return session.all(
        "SELECT " + COLUMNS + BLOBS + " WHERE b.file = ? AND b.start >= ? ORDER BY b.start LIMIT ?",
        BlobTable::row,
        file,
        from,
        limit);
  }

  /** The last blob in a file, if there is one. */
  public List<BlobRow> lastInFile(long file) {
    return session.all(
        "SELECT " + COLUMNS + BLOBS + " WHERE b.file = ? ORDER BY b.start DESC LIMIT 1",
        BlobTable::row,
        file);
  }

  /** Whether anything is in a file, or is to come into it. */
  public boolean isNamed(long file) {
    // In the order in which a file changes hands: the two queries may see different states.
    return unrooted.names(file) || !inFile(file, 0, 1).isEmpty();
  }

  /** Every blob. The caller closes the stream. */
  public Stream<BlobRow> all() {
    return session.stream("SELECT " + COLUMNS + BLOBS, BlobTable::row);
  }

  /** Whether any blob is in the content store. */
  public boolean hasPlaces() {
    return session.number("SELECT EXISTS (SELECT 1 FROM blob WHERE file IS NOT NULL)") == 1;
  }

  /** Whether a blob is doomed. */
  public boolean isDoomed(BlobHash hash) {
    return session.number("SELECT EXISTS (SELECT 1 FROM doomed_blob WHERE hash = ?)", hash) == 1;
  }

  /** Every segment that has or had records. */
  public List<Segment> segments() {
    return session.all(
        "SELECT id, live FROM segment ORDER BY id",
        row -> new Segment(row.number(1), row.number(2)));
  }

  /** Forgets a segment that has no records; tells whether that was so. */
  public boolean removeSegment(long id) {
    boolean empty = inFile(id, 0, 1).isEmpty();
    return empty && session.update("DELETE FROM segment WHERE id = ?", id) == 1;
  }

  /** The id of the first file that this process makes; none that any process made comes again. */
  public long reserveFiles() {
    long first = session.number("SELECT files FROM installation");
    session.update("UPDATE installation SET files = ?", first + FILES_OF_A_PROCESS);
    return first;
  }

  /** The first id of a process that begins behind a file. */
  static long filesBehind(long file) {
    return (file / FILES_OF_A_PROCESS + 1) * FILES_OF_A_PROCESS + 1;
  }

  private static BlobRow row(Row row) {
    Optional<Place> place =
        row.optionalNumber(4).map(file -> new Place(file, row.number(5), row.number(6) == 1));
    return new BlobRow(row.hash(1), row.number(2), residency(row.number(3)), place);
  }

  /** The number of a residency in a row. */
  static int code(Residency residency) {
    return switch (residency) {
      case ABSENT -> 0;
      case WHOLE -> 1;
      case PARTIAL -> 2;
      case EVICTED -> 3;
      case EXTERNAL -> 4;
    };
  }

  private static Residency residency(long code) {
    for (Residency each : Residency.values()) {
      if (code(each) == code) {
        return each;
      }
    }
    throw new IllegalStateException("The index has a residency of number " + code);
  }
}
