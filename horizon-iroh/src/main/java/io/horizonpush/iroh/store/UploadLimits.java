package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;

/**
 * How many uploads may be unfinished, and for how long.
 *
 * @param perBucket at one time
 * @param maxAge after which one is aborted; zero for never
 */
public record UploadLimits(int perBucket, Duration maxAge) {

  /** The limits of a node that its configuration does not change. */
  public static final UploadLimits DEFAULT = new UploadLimits(10_000, Duration.ofDays(7));

  /**
   * Lets one more begin.
   *
   * @param unfinished of its bucket
   * @throws S3Exception {@code InvalidRequest} if there are too many
   */
  void requireRoom(long unfinished) {
    if (unfinished >= perBucket) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "This bucket has %d unfinished multipart uploads, and no more may begin. Complete or abort some; ListMultipartUploads shows them."
              .formatted(unfinished));
    }
  }
}
