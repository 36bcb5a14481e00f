package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.s3.model.BlobHash;
import java.util.Optional;

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

  /**
   * Begins to fetch a blob through a bucket, or goes on.
   *
   * @return whether what is here of it came through this bucket; false for a blob that is whole or
   *     that nothing uses
   */
  public boolean begin(BlobHash blob, long bucket) {
    Optional<BlobRow> row = blobs.find(blob);
    return row.isPresent()
        && switch (row.get().residency()) {
          case WHOLE, EXTERNAL -> false;
          case PARTIAL -> came(blob, bucket);
          case ABSENT, EVICTED -> {
            session.update(
                "INSERT OR REPLACE INTO fetch (hash, bucket) VALUES (?, ?)", blob, bucket);
            yield true;
          }
        };
  }

  /** Whether parts of a blob came through a bucket. */
  public boolean came(BlobHash blob, long bucket) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM fetch WHERE hash = ? AND bucket = ?)", blob, bucket)
        == 1;
  }
}
