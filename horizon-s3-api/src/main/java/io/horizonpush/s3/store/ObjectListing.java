package io.horizonpush.s3.store;

import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectSummary;
import java.util.List;
import java.util.Optional;

/**
 * A page of a listing: keys and common prefixes, each in the order of unsigned bytes.
 *
 * @param tombstones the keys that were deleted, if the query asks for them
 * @param next where the following page starts ({@link ListQuery#after}): the last key or common
 *     prefix of this page; nothing on the last page
 */
public record ObjectListing(
    List<ObjectSummary.OfObject> objects,
    List<ObjectKey> tombstones,
    List<String> commonPrefixes,
    Optional<String> next) {

  public ObjectListing {
    objects = List.copyOf(objects);
    tombstones = List.copyOf(tombstones);
    commonPrefixes = List.copyOf(commonPrefixes);
  }
}
