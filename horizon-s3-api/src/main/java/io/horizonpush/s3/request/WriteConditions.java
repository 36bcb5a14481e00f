package io.horizonpush.s3.request;

import io.horizonpush.s3.model.S3Exception;
import java.util.Optional;

/**
 * What must be at a key for a write to replace it. AWS knows no {@code If-None-Match} other than
 * {@code *}; here any entity tag is held against what is there, as RFC 9110 says.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">AWS:
 *     conditional writes</a>
 */
public record WriteConditions(Optional<EntityTags> ifMatch, Optional<EntityTags> ifNoneMatch) {

  public static final WriteConditions NONE =
      new WriteConditions(Optional.empty(), Optional.empty());

  /** Whether anything may be there, and nothing too. */
  public boolean isEmpty() {
    return ifMatch.isEmpty() && ifNoneMatch.isEmpty();
  }

  /**
   * Lets the write happen by returning.
   *
   * @param current what is there now; a delete marker counts as nothing
   * @throws S3Exception {@code PreconditionFailed}; {@code NoSuchKey} when a tag must match and
   *     nothing is there
   */
  public void check(Optional<Validators> current) {
    if (ifNoneMatch.isPresent()
        && current.filter(each -> ifNoneMatch.get().matches(each.etag())).isPresent()) {
      throw S3Exception.preconditionFailed("If-None-Match");
    }
    if (ifMatch.isPresent()) {
      if (current.isEmpty()) {
        throw S3Exception.noSuchKey();
      }
      if (!ifMatch.get().matches(current.get().etag())) {
        throw S3Exception.preconditionFailed("If-Match");
      }
    }
  }
}
