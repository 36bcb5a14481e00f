package io.horizonpush.s3.store;

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
}
