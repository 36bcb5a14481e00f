package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Residency;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every blob that something uses, and where its bytes are, seen from here. {@link BlobUseTable}
 * keeps it in step. Confined to its session's thread.
 */
public final class BlobTable {

  private final Session session;

  BlobTable(Session session) {
    this.session = session;
  }

  /**
   * A blob.
   *
   * @param length in bytes
   */
  public record BlobRow(BlobHash hash, long length, Residency residency) {}

  /** Notes a blob that is used; one that is noted already keeps its place unless it is here now. */
  void add(BlobHash hash, long length, Residency residency) {
    session.update(
        residency == Residency.WHOLE
            ? "INSERT INTO blob (hash, length, residency) VALUES (?, ?, ?)"
                + " ON CONFLICT (hash) DO UPDATE SET residency = excluded.residency"
                + " WHERE residency <> excluded.residency"
            : "INSERT OR IGNORE INTO blob (hash, length, residency) VALUES (?, ?, ?)",
        hash,
        length,
        code(residency));
  }

  void remove(BlobHash hash) {
    session.update("DELETE FROM blob WHERE hash = ?", hash);
  }

  /** Where the bytes of a blob are; nothing for one that nothing uses. */
  public Optional<BlobRow> find(BlobHash hash) {
    return session.first(
        "SELECT hash, length, residency FROM blob WHERE hash = ?", BlobTable::row, hash);
  }

  /** Every blob. The caller closes the stream. */
  public Stream<BlobRow> all() {
    return session.stream("SELECT hash, length, residency FROM blob", BlobTable::row);
  }

  private static BlobRow row(Row row) {
    return new BlobRow(row.hash(1), row.number(2), residency(row.number(3)));
  }

  private static int code(Residency residency) {
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
