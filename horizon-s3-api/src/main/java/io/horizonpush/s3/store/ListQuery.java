package io.horizonpush.s3.store;

import java.util.Optional;

/**
 * One page of a listing.
 *
 * @param prefix every key starts with it; may be empty
 * @param delimiter keys that contain it behind the prefix are rolled up; empty for none
 * @param after a key, common prefix or upload position behind which the page starts; empty for the
 *     beginning
 * @param limit the largest number of entries, keys and common prefixes together; at least 1
 * @param tombstones whether keys that were deleted are listed among the others
 */
public record ListQuery(
    String prefix, String delimiter, String after, int limit, boolean tombstones) {

  public ListQuery {
    if (limit < 1) {
      throw new IllegalArgumentException("A page has at least one entry");
    }
  }

  /** A page without tombstones. */
  public ListQuery(String prefix, String delimiter, String after, int limit) {
    this(prefix, delimiter, after, limit, false);
  }

  /** The common prefix that stands for a key: up to the first delimiter behind the prefix. */
  public Optional<String> commonPrefix(String key) {
    if (delimiter.isEmpty() || !key.startsWith(prefix)) {
      return Optional.empty();
    }
    int at = key.indexOf(delimiter, prefix.length());
    return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + delimiter.length()));
  }
}
