package io.horizonpush.s3.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every version has, with bytes or without.
 *
 * @param isNull whether it is a null version of its key, or has an id by which clients name it
 * @param stamp when and by whom its bytes, or their absence, were written
 * @param replaced what its writer replaced
 * @param removal that it was removed by its id
 * @param unknown what a newer node wrote, by number
 */
public record VersionHead(
    ObjectKey key,
    VersionId id,
    boolean isNull,
    Stamp stamp,
    Replaced replaced,
    Optional<Removal> removal,
    List<Element> unknown) {

  public VersionHead {
    unknown = List.copyOf(unknown);
  }

  /** The head of a version that is written now. */
  public static VersionHead written(
      ObjectKey key, VersionId id, boolean isNull, Stamp stamp, Replaced replaced) {
    return new VersionHead(key, id, isNull, stamp, replaced, Optional.empty(), List.of());
  }

  /** The same version, removed. */
  public VersionHead with(Removal removed) {
    return new VersionHead(key, id, isNull, stamp, replaced, Optional.of(removed), unknown);
  }

  /** The stamp of the register that was written last but for attributes. */
  Stamp newest() {
    return Stream.of(
            Optional.of(stamp),
            removal.map(Removal::stamp),
            unknown.stream().map(Element::stamp).max(Comparator.naturalOrder()))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Whether there is something in it that must be known to serve or remove the version. */
  boolean hasUnknownCritical() {
    return unknown.stream().anyMatch(Element::critical);
  }
}
