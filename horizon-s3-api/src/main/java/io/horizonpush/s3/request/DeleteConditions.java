package io.horizonpush.s3.request;

import io.horizonpush.s3.model.S3Exception;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What an object must be to be deleted. One that does not exist is as good as deleted, whatever is
 * demanded of it.
 *
 * @param lastModified to the second
 * @param size in bytes
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html">AWS:
 *     conditional deletes</a>
 */
public record DeleteConditions(
    Optional<EntityTags> ifMatch, Optional<Instant> lastModified, Optional<Long> size) {

  public static final DeleteConditions NONE =
      new DeleteConditions(Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether any object may be deleted. */
  public boolean isEmpty() {
    return ifMatch.isEmpty() && lastModified.isEmpty() && size.isEmpty();
  }

  /**
   * Lets the deletion happen by returning.
   *
   * @param current the object that is there now
   * @throws S3Exception {@code PreconditionFailed}
   */
  public void check(Optional<Validators> current) {
    current.ifPresent(this::check);
  }

  /**
   * Lets a deletion happen where a delete marker is the current version, or is to be removed, which
   * is there but is not what any condition describes.
   *
   * @throws S3Exception {@code PreconditionFailed}
   */
  public void checkMarker() {
    if (ifMatch.filter(EntityTags.Listed.class::isInstance).isPresent()) {
      throw S3Exception.preconditionFailed("If-Match");
    }
    if (lastModified.isPresent()) {
      throw S3Exception.preconditionFailed("x-amz-if-match-last-modified-time");
    }
    if (size.isPresent()) {
      throw S3Exception.preconditionFailed("x-amz-if-match-size");
    }
  }

  private void check(Validators object) {
    if (ifMatch.filter(tags -> !tags.matches(object.etag())).isPresent()) {
      throw S3Exception.preconditionFailed("If-Match");
    }
    Instant modified = object.lastModified().truncatedTo(ChronoUnit.SECONDS);
    if (lastModified.filter(time -> !time.equals(modified)).isPresent()) {
      throw S3Exception.preconditionFailed("x-amz-if-match-last-modified-time");
    }
    if (size.filter(wanted -> wanted != object.size()).isPresent()) {
      throw S3Exception.preconditionFailed("x-amz-if-match-size");
    }
  }
}
