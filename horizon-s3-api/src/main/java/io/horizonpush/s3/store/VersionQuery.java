package io.horizonpush.s3.store;

import io.horizonpush.s3.model.VersionName;
import java.util.Optional;

/**
 * One page of a listing of versions.
 *
 * @param prefix every key starts with it; may be empty
 * @param delimiter keys that contain it behind the prefix are rolled up; empty for none
 * @param after where the page starts; nothing for the beginning
 * @param limit the largest number of entries, versions and common prefixes together; at least 1
 */
public record VersionQuery(String prefix, String delimiter, Optional<Position> after, int limit) {

  public VersionQuery {
    if (limit < 1) {
      throw new IllegalArgumentException("A page has at least one entry");
    }
  }

  /**
   * A place in the order of versions: by key, the newest of a key first.
   *
   * @param key a key or common prefix
   * @param version of the key, behind which the place is; nothing for behind all of them
   */
  public record Position(String key, Optional<VersionName> version) {}
}
