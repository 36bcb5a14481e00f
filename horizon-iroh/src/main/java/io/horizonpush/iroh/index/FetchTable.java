package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.s3.model.BlobHash;

/**
 * The buckets through which the parts of blobs came that are not whole. Confined to its session's
 * thread.
 */
public final class FetchTable {

  private final Session session;
  private final BlobTable blobs;

  FetchTable(Session session, BlobTable blobs) {
    this.session = session;
    this.blobs = blobs;
  }

  /** What is here of a blob, seen from a bucket that names it with a length. */
  public enum Standing {
    /** Nothing: whoever begins to fetch it decides through which bucket it comes. */
    NOTHING,
    /** Parts, all of which came through this bucket. */
    PARTS,
    /** Parts that came through another bucket, or the whole; or nothing uses it. */
    ELSEWHERE,
    /** Nothing, or parts; and who named it first gave it another length, as nobody has shown. */
    DISPUTED,
    /** The whole, and that has another length. */
    REFUTED
  }

  /** What is here of a blob, seen from a bucket. */
  public Standing standing(BlobHash blob, long length, long bucket) {
    return blobs.find(blob).map(row -> standing(row, length, bucket)).orElse(Standing.ELSEWHERE);
  }

  private Standing standing(BlobRow row, long length, long bucket) {
    boolean agreed = row.length() == length;
    return switch (row.residency()) {
      case WHOLE, EXTERNAL -> agreed ? Standing.ELSEWHERE : Standing.REFUTED;
      case EVICTED -> agreed ? Standing.NOTHING : Standing.REFUTED;
      case ABSENT -> agreed ? Standing.NOTHING : Standing.DISPUTED;
      case PARTIAL -> {
        Standing parts = came(row.hash(), bucket) ? Standing.PARTS : Standing.ELSEWHERE;
        yield agreed ? parts : Standing.DISPUTED;
      }
    };
  }

  /**
   * Begins to fetch a blob through a bucket, or goes on.
   *
   * @return whether what is here of it came through this bucket
   */
  public boolean begin(BlobHash blob, long length, long bucket) {
    return switch (standing(blob, length, bucket)) {
      case NOTHING -> {
        session.update("INSERT OR REPLACE INTO fetch (hash, bucket) VALUES (?, ?)", blob, bucket);
        yield true;
      }
      case PARTS -> true;
      case ELSEWHERE, DISPUTED, REFUTED -> false;
    };
  }

  /** Forgets through which bucket parts of a blob came that are not here any more. */
  public void forget(BlobHash blob) {
    session.update("DELETE FROM fetch WHERE hash = ?", blob);
  }

  /** Whether parts of a blob came through a bucket. */
  public boolean came(BlobHash blob, long bucket) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM fetch WHERE hash = ? AND bucket = ?)", blob, bucket)
        == 1;
  }
}
