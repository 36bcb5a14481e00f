package io.horizonpush.s3.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One version of an object, exactly what its manifest says: what is true of it on every node.
 *
 * <p>It consists of registers, each with its stamp: the bytes (or that there are none), each
 * attribute, and whether it was removed. {@link KeyVersions} decides which version of a key is the
 * current one.
 */
public sealed interface ObjectVersion permits StoredVersion, Tombstone {

  VersionHead head();

  default ObjectKey key() {
    return head().key();
  }

  default VersionId id() {
    return head().id();
  }

  default boolean isNull() {
    return head().isNull();
  }

  default Stamp stamp() {
    return head().stamp();
  }

  default Replaced replaced() {
    return head().replaced();
  }

  /** The attributes; none of a version without bytes. */
  Attributes attributes();

  /** The same version with another head. */
  ObjectVersion withHead(VersionHead changed);

  /** The stamp of the register that was written last: its writer is the author of the entry. */
  default Stamp newest() {
    return Stream.concat(
            Stream.of(head().newest()),
            attributes().registers().values().stream().map(Register::stamp))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /**
   * Whether this node knows too little of the version to serve, copy, remove or evict it: a newer
   * one wrote it.
   */
  boolean isForeign();

  /**
   * Whether the version was removed by its id. A lock that the remover did not know of, or knew and
   * had no right to pass, makes the removal void, whatever came first.
   */
  default boolean isRemoved() {
    return head()
        .removal()
        .filter(removal -> !removal.isForbiddenAt(removal.stamp().time(), attributes()))
        .isPresent();
  }

  /** Whether it is a delete marker, which clients see; one that was removed still is one. */
  boolean isMarker();

  /** Whether a client can name the version: it has bytes or is a marker, and was not removed. */
  boolean isVisible();

  /** What there is to say of the bytes, if there are any to be served. */
  default Optional<StoredVersion> stored() {
    return switch (this) {
      case StoredVersion version -> Optional.of(version);
      case Tombstone _ -> Optional.empty();
    };
  }
}
