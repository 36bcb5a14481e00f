package io.horizonpush.s3.store;

/**
 * One page of a listing.
 *
 * @param prefix every key starts with it; may be empty
 * @param delimiter keys that contain it behind the prefix are rolled up; empty for none
 * @param after a key, common prefix or upload position behind which the page starts; empty for the
 *     beginning
 * @param limit the largest number of entries, keys and common prefixes together; at least 1
 */
public record ListQuery(String prefix, String delimiter, String after, int limit) {

  public ListQuery {
    if (limit < 1) {
      throw new IllegalArgumentException("A page has at least one entry");
    }
  }
}
