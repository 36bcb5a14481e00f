package io.horizonpush.s3.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The versions of one key that matter, and which of them is the current one: decided from the
 * versions alone, alike on every node and in whatever order they came.
 *
 * <p>The null version is the greatest by stamp, tombstones included, so that nothing comes back by
 * a delete. Another null version stays beside it, as a <em>loser</em> if it has bytes, unless
 * somebody replaced it knowingly who found no lock on it: two writers apart lose nothing.
 *
 * @param versions at most one of an id, the greatest stamp first: all that decide, which may not be
 *     all that there are
 */
public record KeyVersions(List<ObjectVersion> versions) {

  /** How long a node keeps a loser if nobody decides. */
  public static final Duration LOSERS_KEPT = Duration.ofDays(30);

  private static final Comparator<ObjectVersion> NEWEST_FIRST =
      Comparator.comparing(ObjectVersion::stamp).thenComparing(ObjectVersion::id).reversed();

  public static final KeyVersions NONE = new KeyVersions(List.of());

  public KeyVersions {
    versions =
        versions.size() > 1
            ? versions.stream().sorted(NEWEST_FIRST).toList()
            : List.copyOf(versions);
  }

  /** The version of an id. */
  public Optional<ObjectVersion> find(VersionId id) {
    for (ObjectVersion version : versions) {
      if (version.id().equals(id)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  /** The greatest null version: bytes, a tombstone, or a version that was removed by its id. */
  public Optional<ObjectVersion> nullVersion() {
    for (ObjectVersion version : versions) {
      if (version.isNull()) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  /**
   * The version that a request for the key means: with bytes, or a tombstone; nothing for a key
   * whose versions were all removed.
   */
  public Optional<ObjectVersion> current() {
    boolean nullSeen = false;
    for (ObjectVersion version : versions) {
      boolean beside = version.isNull() && nullSeen;
      nullSeen |= version.isNull();
      if (!beside && !version.isRemoved()) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  /**
   * What there is to say of the key: its current version; where all were removed, the null version
   * or else the newest, which says so.
   */
  public Optional<ObjectVersion> currentOrRemoved() {
    return current().or(this::nullVersion).or(() -> versions.stream().findFirst());
  }

  /** The null versions with bytes that nobody replaced knowingly, but for the greatest. */
  public List<StoredVersion> losers() {
    return beside().stream()
        .filter(version -> !version.isRemoved())
        .map(ObjectVersion::stored)
        .flatMap(Optional::stream)
        .toList();
  }

  /** What stands beside the greatest null version: losers, and tombstones that lost. */
  public List<ObjectVersion> beside() {
    return versions.stream().filter(ObjectVersion::isNull).skip(1).toList();
  }

  /**
   * These with one version more, or with what is newly known of one.
   *
   * @param versioningSince the clock at which the bucket began to keep versions: what is replaced
   *     by a null version of later stays
   */
  public KeyVersions with(ObjectVersion version, OptionalLong versioningSince) {
    List<ObjectVersion> union = new ArrayList<>(versions.size() + 1);
    ObjectVersion merged = version;
    for (ObjectVersion each : versions) {
      if (each.id().equals(version.id())) {
        merged = VersionMerge.of(each, version);
      } else {
        union.add(each);
      }
    }
    union.add(settled(merged));
    if (union.size() > 1) {
      union.removeIf(each -> each.isNull() && isReplaced(each, union, versioningSince));
    }
    return new KeyVersions(union);
  }

  private static ObjectVersion settled(ObjectVersion version) {
    return switch (version) {
      case StoredVersion stored -> stored.settled();
      case Tombstone tombstone -> tombstone;
    };
  }

  /** These without some. */
  public KeyVersions without(Predicate<ObjectVersion> some) {
    return new KeyVersions(versions.stream().filter(some.negate()).toList());
  }

  private static boolean isReplaced(
      ObjectVersion version, List<ObjectVersion> all, OptionalLong versioningSince) {
    for (ObjectVersion other : all) {
      if (other.isNull()
          && other != version
          && other.stamp().compareTo(version.stamp()) > 0
          && other.replaced().covers(version.stamp())
          && !version.attributes().isLockedAt(other.stamp().time())) {
        boolean keepsVersions =
            versioningSince.isPresent()
                && Long.compareUnsigned(other.stamp().clock(), versioningSince.getAsLong()) > 0;
        if (!keepsVersions) {
          return true;
        }
      }
    }
    return false;
  }
}
