package io.horizonpush.fallback.origin;

import java.util.Optional;

/**
 * Which keys are asked for.
 *
 * @param prefix that they begin with, the origin's own included
 * @param delimiter up to which keys are told together; none tells each
 * @param after a key behind which the first page may begin. Not every cloud can begin there: what
 *     comes before it is for the caller to pass over
 * @param marker where the page before this one ended, as it said; opaque
 * @param limit the most entries and prefixes of the page, from 1 to 1000
 */
public record OriginListing(
    String prefix,
    Optional<String> delimiter,
    Optional<String> after,
    Optional<String> marker,
    int limit) {

  public static final int MAX_LIMIT = 1000;

  public OriginListing {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("A page of " + limit);
    }
    if (delimiter.filter(String::isEmpty).isPresent()) {
      throw new IllegalArgumentException("An empty delimiter");
    }
  }

  /** The first page of all keys below a prefix. */
  public static OriginListing of(String prefix) {
    return new OriginListing(
        prefix, Optional.empty(), Optional.empty(), Optional.empty(), MAX_LIMIT);
  }

  public OriginListing behind(String otherMarker) {
    return new OriginListing(prefix, delimiter, after, Optional.of(otherMarker), limit);
  }

  public OriginListing upTo(String otherDelimiter) {
    return new OriginListing(prefix, Optional.of(otherDelimiter), after, marker, limit);
  }

  public OriginListing startingAfter(String key) {
    return new OriginListing(prefix, delimiter, Optional.of(key), marker, limit);
  }

  public OriginListing limitedTo(int entries) {
    return new OriginListing(prefix, delimiter, after, marker, entries);
  }
}
