package io.horizonpush.s3.request;

import java.time.Instant;
import java.util.Optional;

/**
 * What an object must be to be deleted. One that does not exist is as good as deleted, whatever is
 * demanded of it.
 *
 * @param ifMatch entity tags as sent
 * @param lastModified to the second
 * @param size in bytes
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html">AWS:
 *     conditional deletes</a>
 */
public record DeleteConditions(
    Optional<String> ifMatch, Optional<Instant> lastModified, Optional<Long> size) {

  public static final DeleteConditions NONE =
      new DeleteConditions(Optional.empty(), Optional.empty(), Optional.empty());
}
