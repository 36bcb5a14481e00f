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
    return head().removal().filter(this::isValid).isPresent();
  }

  private boolean isValid(Removal removal) {
    return attributes().registers().values().stream()
        .filter(register -> register.value().name().isLock())
        .noneMatch(register -> forbids(register, removal));
  }

  private static boolean forbids(Register<Attribute> register, Removal removal) {
    boolean seen = removal.saw(register.value().name(), register.stamp());
    return switch (register.value()) {
      case LegalHold hold -> hold.on();
      case Retention retention ->
          retention.complianceUntil().filter(end -> end.isAfter(removal.stamp().time())).isPresent()
              || (!(seen && removal.bypassed())
                  && retention
                      .until()
                      .filter(end -> end.isAfter(removal.stamp().time()))
                      .isPresent());
      case Acl _, Tags _ -> false;
    };
  }

  /** What there is to say of the bytes, if there are any to be served. */
  default Optional<StoredVersion> stored() {
    return switch (this) {
      case StoredVersion version -> Optional.of(version);
      case Tombstone _ -> Optional.empty();
    };
  }
}
