package io.horizonpush.s3.store;

import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import java.util.Optional;

/** What the records say of a key. */
public sealed interface Lookup {

  /** It has an object. */
  record Present(StoredVersion version) implements Lookup {}

  /**
   * It was deleted.
   *
   * @param version the tombstone, or the version that was removed by its id
   */
  record Deleted(ObjectVersion version) implements Lookup {}

  /** Nothing is known of it: an origin may have it. */
  record Unknown() implements Lookup {

    public static final Unknown INSTANCE = new Unknown();
  }

  /** It has a version that a newer node wrote: it is listed, but neither served nor removed. */
  record Foreign(ObjectVersion version) implements Lookup {}

  /** The object that is there; nothing where there is none that can be served. */
  default Optional<StoredVersion> present() {
    return this instanceof Present(StoredVersion version) ? Optional.of(version) : Optional.empty();
  }

  /**
   * The object that is there.
   *
   * @param key that was looked up
   * @throws S3Exception {@code NoSuchKey}; {@code NotImplemented} for a foreign version
   */
  default StoredVersion require(ObjectKey key) {
    return switch (this) {
      case Present(StoredVersion version) -> version;
      case Deleted _, Unknown _ -> throw S3Exception.noSuchKey(key);
      case Foreign _ -> throw S3Exception.foreignVersion(key);
    };
  }
}
