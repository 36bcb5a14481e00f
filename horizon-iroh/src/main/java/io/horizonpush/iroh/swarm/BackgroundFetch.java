package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;

/**
 * Fetches blobs from other members for what nobody asked for by name. Thread-safe; blocks its
 * (virtual) thread.
 */
public interface BackgroundFetch {

  /**
   * Fetches all of a blob, unless it is here, behind those who read.
   *
   * @param purpose what for
   * @return whether it was not here
   * @throws io.horizonpush.s3.model.S3Exception {@code ServiceUnavailable} if it cannot be had now,
   *     or that is paused
   */
  boolean fetch(Purpose purpose, BucketId bucket, BlobHash blob, long length);

  /** Whether an operator holds up what is fetched for a purpose. */
  boolean isPaused(Purpose purpose, BucketId bucket);
}
