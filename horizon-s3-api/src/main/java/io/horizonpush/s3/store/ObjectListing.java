package io.horizonpush.s3.store;

import io.horizonpush.s3.model.ObjectSummary;
import java.util.List;
import java.util.Optional;

/**
 * A page of a listing: keys and common prefixes, each in the order of unsigned bytes.
 *
 * @param next where the following page starts ({@link ListQuery#after}): the last key or common
 *     prefix of this page; nothing on the last page
 */
public record ObjectListing(
    List<ObjectSummary> objects, List<String> commonPrefixes, Optional<String> next) {

  public ObjectListing {
    objects = List.copyOf(objects);
    commonPrefixes = List.copyOf(commonPrefixes);
  }
}
