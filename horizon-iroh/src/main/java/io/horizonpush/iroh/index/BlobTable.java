package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.Residency;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every blob that a row of the index names, with the number of times: objects, parts of uploads and
 * manifests. Confined to its session's thread.
 */
public final class BlobTable {

  private final Session session;

  BlobTable(Session session) {
    this.session = session;
  }

  /**
   * A blob and how often it is named.
   *
   * @param length in bytes
   */
  public record BlobRow(BlobHash hash, long length, long refs) {}

  /** Counts one more name of a blob that is here whole. */
  public void retain(BlobHash hash, long length) {
    session.update(
        "INSERT INTO blob (hash, length, refs, residency) VALUES (?, ?, 1, ?)"
            + " ON CONFLICT (hash) DO UPDATE SET refs = refs + 1, residency = excluded.residency",
        hash,
        length,
        code(Residency.LOCAL));
  }

  /** Counts one name less; a blob without a name leaves the table. */
  public void release(BlobHash hash) {
    session.update("UPDATE blob SET refs = refs - 1 WHERE hash = ?", hash);
    session.update("DELETE FROM blob WHERE hash = ? AND refs <= 0", hash);
  }

  void retain(List<Part> parts) {
    parts.forEach(part -> retain(part.blob(), part.length()));
  }

  void release(List<Part> parts) {
    parts.forEach(part -> release(part.blob()));
  }

  /** Every blob. The caller closes the stream. */
  public Stream<BlobRow> all() {
    return session.stream(
        "SELECT hash, length, refs FROM blob",
        row -> new BlobRow(row.hash(1), row.number(2), row.number(3)));
  }

  private static int code(Residency residency) {
    return switch (residency) {
      case LOCAL -> 0;
      case PARTIAL -> 1;
      case REMOTE -> 2;
    };
  }
}
