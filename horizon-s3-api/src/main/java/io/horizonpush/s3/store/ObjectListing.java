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
 * @param partial whether there may be more, of which somebody knows who cannot be asked now
 */
public record ObjectListing(
    List<ObjectSummary.OfObject> objects,
    List<ObjectKey> tombstones,
    List<String> commonPrefixes,
    Optional<String> next,
    boolean partial) {

  /** A page of all there is. */
  public ObjectListing(
      List<ObjectSummary.OfObject> objects,
      List<ObjectKey> tombstones,
      List<String> commonPrefixes,
      Optional<String> next) {
    this(objects, tombstones, commonPrefixes, next, false);
  }

  public ObjectListing {
    objects = List.copyOf(objects);
    tombstones = List.copyOf(tombstones);
    commonPrefixes = List.copyOf(commonPrefixes);
  }

  /** The same page, with more that nobody knows now. */
  public ObjectListing inPart() {
    return new ObjectListing(objects, tombstones, commonPrefixes, next, true);
  }
}
