package io.horizonpush.s3.request;

import io.horizonpush.s3.model.ETag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The version for which a range is meant; of any other one the whole object is sent.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5">RFC 9110, 13.1.5</a>
 */
public sealed interface IfRange {

  /** The one with this tag, which came as a strong one. */
  record EntityTag(ETag etag) implements IfRange {}

  /** The one that was written then, to the second. */
  record Date(Instant lastModified) implements IfRange {}

  /** None: a weak tag tells no bytes apart, and what is neither tag nor date names nothing. */
  record Never() implements IfRange {}

  /** Whether a range may be taken from a version. */
  default boolean isMetBy(ETag etag, Instant lastModified) {
    return switch (this) {
      case EntityTag(ETag wanted) -> wanted.equals(etag);
      case Date(Instant wanted) -> wanted.equals(lastModified.truncatedTo(ChronoUnit.SECONDS));
      case Never() -> false;
    };
  }
}
