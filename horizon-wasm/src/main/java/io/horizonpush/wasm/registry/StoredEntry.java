package io.horizonpush.wasm.registry;

import io.horizonpush.s3.model.BlobHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An installed plugin under the name that it has on this node, with its versions. Immutable.
 *
 * @param publisher the key, in hexadecimal digits, by which upgrades must be signed
 * @param current the number of the version that runs, if it is enabled
 * @param versions by their numbers, the oldest first
 */
public record StoredEntry(
    String name,
    boolean enabled,
    Optional<String> publisher,
    int current,
    List<StoredVersion> versions) {

  /** As many versions as are kept: to go back to, not to archive. */
  static final int MOST_VERSIONS = 10;

  /** Throws IllegalArgumentException if the current version is none of them. */
  public StoredEntry {
    versions = versions.stream().sorted(Comparator.comparingInt(StoredVersion::number)).toList();
    int number = current;
    if (versions.stream().noneMatch(version -> version.number() == number)) {
      throw new IllegalArgumentException("The entry %s has no version %d".formatted(name, current));
    }
  }

  /**
   * A version of an entry: a file, and what the operator chose for it.
   *
   * @param number counts up from 1
   * @param digest of the file
   */
  public record StoredVersion(int number, BlobHash digest, Choices choices, Instant installed) {}

  /** The version that runs. */
  public StoredVersion running() {
    return find(current).orElseThrow();
  }

  /** A version by its number. */
  Optional<StoredVersion> find(int number) {
    return versions.stream().filter(version -> version.number() == number).findFirst();
  }

  /** The number of the latest version before the one that runs. */
  OptionalInt before() {
    return versions.stream().mapToInt(StoredVersion::number).filter(n -> n < current).max();
  }

  /** The same with one version more, which runs; the oldest go where there are too many. */
  StoredEntry with(BlobHash digest, Choices choices, Instant installed, Optional<String> signer) {
    int number = versions.getLast().number() + 1;
    List<StoredVersion> all = new ArrayList<>(versions);
    all.add(new StoredVersion(number, digest, choices, installed));
    List<StoredVersion> kept = all.subList(Math.max(0, all.size() - MOST_VERSIONS), all.size());
    return new StoredEntry(name, enabled, signer.or(() -> publisher), number, kept);
  }

  /** The same with other choices for the version that runs. */
  StoredEntry with(Choices choices) {
    List<StoredVersion> all =
        versions.stream()
            .map(
                version ->
                    version.number() == current
                        ? new StoredVersion(current, version.digest(), choices, version.installed())
                        : version)
            .toList();
    return new StoredEntry(name, enabled, publisher, current, all);
  }

  StoredEntry withCurrent(int number) {
    return new StoredEntry(name, enabled, publisher, number, versions);
  }

  StoredEntry withEnabled(boolean on) {
    return new StoredEntry(name, on, publisher, current, versions);
  }
}
