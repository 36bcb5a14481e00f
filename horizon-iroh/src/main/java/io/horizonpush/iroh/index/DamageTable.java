package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.s3.model.BlobHash;
import java.util.List;
import java.util.Optional;

/**
 * The groups of blobs whose bytes are known to be not those that were stored. They are forgotten
 * with the place that they are in. Confined to its session's thread.
 */
public final class DamageTable {

  private final Session session;

  DamageTable(Session session) {
    this.session = session;
  }

  /**
   * A group of 16 KiB.
   *
   * @param start where its blob begins in the file
   * @param number of the group in its blob
   */
  public record Group(long file, long start, long number) {}

  /** Notes that a group of a blob is damaged, if that is still there. */
  public void add(Group group) {
    session.update(
        "INSERT OR IGNORE INTO damaged_group (file, start, number)"
            + " SELECT file, start, ? FROM blob WHERE file = ? AND start = ?",
        group.number(),
        group.file(),
        group.start());
  }

  /** Forgets a group that is as it was stored. */
  public void remove(Group group) {
    session.update(
        "DELETE FROM damaged_group WHERE file = ? AND start = ? AND number = ?",
        group.file(),
        group.start(),
        group.number());
  }

  /** Forgets whatever was at a place that no blob is at any more. */
  void leave(Place place) {
    session.update(
        "DELETE FROM damaged_group WHERE file = ? AND start = ?", place.file(), place.offset());
  }

  /** Every damaged group. */
  public List<Group> all() {
    return session.all(
        "SELECT file, start, number FROM damaged_group",
        row -> new Group(row.number(1), row.number(2), row.number(3)));
  }

  /** Some of the blobs of which a group is damaged, by hash, behind one. */
  public List<Used> blobs(Optional<BlobHash> after, int limit) {
    return session.all(
        "SELECT DISTINCT b.hash, b.length FROM damaged_group d"
            + " JOIN blob b ON b.file = d.file AND b.start = d.start WHERE b.hash > ?"
            + " ORDER BY b.hash LIMIT ?",
        row -> new Used(row.hash(1), row.number(2)),
        after.map(BlobHash::bytes).orElse(new byte[0]),
        limit);
  }

  /** The damaged groups of the blob at a place. */
  public long count(Place place) {
    return session.number(
        "SELECT count(*) FROM damaged_group WHERE file = ? AND start = ?",
        place.file(),
        place.offset());
  }

  /** The number of damaged groups. */
  public long count() {
    return session.number("SELECT count(*) FROM damaged_group");
  }
}
