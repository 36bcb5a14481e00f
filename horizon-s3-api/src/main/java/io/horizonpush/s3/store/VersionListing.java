package io.horizonpush.s3.store;

import io.horizonpush.s3.model.VersionSummary;
import java.util.List;
import java.util.Optional;

/**
 * A page of a listing of versions: by key in the order of unsigned bytes, the newest of a key
 * first; and common prefixes.
 *
 * @param next where the following page starts; nothing on the last page
 * @param partial whether there may be more, of which somebody knows who cannot be asked now
 */
public record VersionListing(
    List<VersionSummary> versions,
    List<String> commonPrefixes,
    Optional<VersionQuery.Position> next,
    boolean partial) {

  /** A page of all there is. */
  public VersionListing(
      List<VersionSummary> versions,
      List<String> commonPrefixes,
      Optional<VersionQuery.Position> next) {
    this(versions, commonPrefixes, next, false);
  }

  public VersionListing {
    versions = List.copyOf(versions);
    commonPrefixes = List.copyOf(commonPrefixes);
  }
}
