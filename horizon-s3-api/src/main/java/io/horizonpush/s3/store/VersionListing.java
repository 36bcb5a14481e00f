package io.horizonpush.s3.store;

import io.horizonpush.s3.model.VersionSummary;
import java.util.List;
import java.util.Optional;

/**
 * A page of a listing of versions: by key in the order of unsigned bytes, the newest of a key
 * first; and common prefixes.
 *
 * @param next where the following page starts; nothing on the last page
 */
public record VersionListing(
    List<VersionSummary> versions,
    List<String> commonPrefixes,
    Optional<VersionQuery.Position> next) {

  public VersionListing {
    versions = List.copyOf(versions);
    commonPrefixes = List.copyOf(commonPrefixes);
  }
}
