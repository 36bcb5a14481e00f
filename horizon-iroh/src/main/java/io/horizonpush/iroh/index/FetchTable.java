package io.horizonpush.iroh.index;

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
   * Whether what is here of a blob came through a bucket; nothing of one of which nothing is here,
   * so that whoever begins decides.
   */
  public Optional<Boolean> known(BlobHash blob, long bucket) {
    return blobs
        .find(blob)
        .flatMap(
            row ->
                switch (row.residency()) {
                  case WHOLE, EXTERNAL -> Optional.of(false);
                  case PARTIAL -> Optional.of(came(blob, bucket));
                  case ABSENT, EVICTED -> Optional.empty();
                });
  }

  /**
   * Begins to fetch a blob through a bucket, or goes on.
   *
   * @return whether what is here of it came through this bucket; false for a blob that is whole or
   *     that nothing uses
   */
  public boolean begin(BlobHash blob, long bucket) {
    Optional<Boolean> known = known(blob, bucket);
    if (known.isEmpty() && blobs.find(blob).isPresent()) {
      session.update("INSERT OR REPLACE INTO fetch (hash, bucket) VALUES (?, ?)", blob, bucket);
      return true;
    }
    return known.orElse(false);
  }

  /** Whether parts of a blob came through a bucket. */
  public boolean came(BlobHash blob, long bucket) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM fetch WHERE hash = ? AND bucket = ?)", blob, bucket)
        == 1;
  }
}
