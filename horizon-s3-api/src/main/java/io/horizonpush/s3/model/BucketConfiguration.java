package io.horizonpush.s3.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a bucket is beside the documents that S3 clients set: the same on all of its members.
 *
 * @param versioning whether writes keep what they replace; nothing for a bucket that never did
 * @param objectLock whether versions can be locked: once so, for ever
 * @param tombstones whether the delete of a key that has no record leaves one, because an origin
 *     may have the key
 */
public record BucketConfiguration(
    Optional<Register<Versioning>> versioning, boolean objectLock, boolean tombstones) {

  public static final BucketConfiguration DEFAULT =
      new BucketConfiguration(Optional.empty(), false, false);

  /** Whether writes keep what they replace. */
  public enum Versioning {
    ENABLED,
    SUSPENDED;

    /** The state that is stored as this text; nothing for one that a newer node knows. */
    public static Optional<Versioning> stored(String text) {
      return Arrays.stream(values())
          .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
          .findFirst();
    }
  }

  /** The parts of a configuration, each a register of its own. */
  public enum Part {
    VERSIONING("versioning"),
    OBJECT_LOCK("object-lock"),
    TOMBSTONES("tombstones");

    private final String storedName;

    Part(String storedName) {
      this.storedName = storedName;
    }

    /** The name in the index and in the bucket's document. */
    public String storedName() {
      return storedName;
    }
  }

  /** The clock since which null versions no longer replace each other, while that is so. */
  public OptionalLong versioningSince() {
    return versioning.filter(register -> register.value() == Versioning.ENABLED).stream()
        .mapToLong(register -> register.stamp().clock())
        .findFirst();
  }
}
