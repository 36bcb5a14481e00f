package io.horizonpush.s3.request;

import io.horizonpush.s3.model.ETag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The conditions of a read, or of a copy's source.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2">RFC 9110, 13.2.2:
 *     precedence</a>
 */
public record ReadConditions(
    Optional<EntityTags> ifMatch,
    Optional<EntityTags> ifNoneMatch,
    Optional<Instant> ifModifiedSince,
    Optional<Instant> ifUnmodifiedSince) {

  public static final ReadConditions NONE =
      new ReadConditions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final Verdict PROCEED = new Verdict.Proceed();
  private static final Verdict NOT_MODIFIED = new Verdict.NotModified();

  /** What the conditions make of a version. */
  public sealed interface Verdict {

    /** It may be read. */
    record Proceed() implements Verdict {}

    /** The client has it already. */
    record NotModified() implements Verdict {}

    /**
     * It is none that the client wants.
     *
     * @param header the name of the condition that does not hold
     */
    record Failed(String header) implements Verdict {}
  }

  /** Whether any version may be read. */
  public boolean isEmpty() {
    return ifMatch.isEmpty()
        && ifNoneMatch.isEmpty()
        && ifModifiedSince.isEmpty()
        && ifUnmodifiedSince.isEmpty();
  }

  /** Holds the conditions against a version. */
  public Verdict evaluate(ETag etag, Instant lastModified) {
    if (isEmpty()) {
      return PROCEED;
    }
    Instant modified = lastModified.truncatedTo(ChronoUnit.SECONDS);
    if (ifMatch.isPresent()) {
      if (!ifMatch.get().matches(etag)) {
        return new Verdict.Failed("If-Match");
      }
    } else if (ifUnmodifiedSince.filter(modified::isAfter).isPresent()) {
      return new Verdict.Failed("If-Unmodified-Since");
    }
    if (ifNoneMatch.isPresent()) {
      return ifNoneMatch.get().matches(etag) ? NOT_MODIFIED : PROCEED;
    }
    return ifModifiedSince.filter(since -> !modified.isAfter(since)).isPresent()
        ? NOT_MODIFIED
        : PROCEED;
  }
}
