package io.horizonpush.s3.request;

import java.time.Instant;
import java.util.Optional;

/**
 * The conditional headers of a request, or of a copy's source. Entity tags are as sent: {@code *},
 * or a list, quoted or not.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1">RFC 9110, 13.1</a>
 */
public record Conditions(
    Optional<String> ifMatch,
    Optional<String> ifNoneMatch,
    Optional<Instant> ifModifiedSince,
    Optional<Instant> ifUnmodifiedSince) {

  public static final Conditions NONE =
      new Conditions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
