package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.OriginVersions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A page of keys. Entries and prefixes are in the order of their UTF-8 bytes; the next page begins
 * behind all of them. A page may be shorter than was asked for, or empty, and not be the last.
 *
 * @param prefixes that stand for all keys that begin with them
 * @param next the marker of the next page; none behind the last
 */
public record OriginPage(List<Entry> entries, List<String> prefixes, Optional<String> next) {

  /**
   * An object in a listing.
   *
   * @param tag as {@link OriginObject#tag} has it
   */
  public record Entry(String key, String tag, long size, Instant lastModified) {

    /** The version that it is of a key here, as far as a listing tells. */
    public StoredVersion version(OriginId origin, ObjectKey of) {
      return OriginVersions.listed(
          of, new ObjectBody.Remote(origin, key, tag, size), lastModified, OriginObject.etag(tag));
    }
  }

  public OriginPage {
    entries = List.copyOf(entries);
    prefixes = List.copyOf(prefixes);
  }
}
