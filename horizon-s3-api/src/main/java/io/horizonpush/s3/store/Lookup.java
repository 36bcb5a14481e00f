package io.horizonpush.s3.store;

import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.HttpDate;
import java.util.Optional;

/** What the records say of a key. */
public sealed interface Lookup {

  /** It has an object. */
  record Present(StoredVersion version) implements Lookup {}

  /**
   * It was deleted.
   *
   * @param version the tombstone, which clients may see as a delete marker, or the version that was
   *     removed by its id
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
      case Deleted(ObjectVersion marker) when isShown(marker) ->
          throw withMarker(S3Exception.noSuchKey(key), marker);
      case Deleted _, Unknown _ -> throw S3Exception.noSuchKey(key);
      case Foreign _ -> throw S3Exception.foreignVersion(key);
    };
  }

  /**
   * The version that is there.
   *
   * @param key that was looked up, with {@code name}
   * @throws S3Exception {@code NoSuchVersion}; {@code MethodNotAllowed} for a delete marker; {@code
   *     NotImplemented} for a foreign version
   */
  default StoredVersion require(ObjectKey key, VersionName name) {
    return switch (this) {
      case Present(StoredVersion version) -> version;
      case Deleted(ObjectVersion marker) when isShown(marker) ->
          throw withMarker(notAllowed(marker), marker);
      case Deleted _, Unknown _ -> throw S3Exception.noSuchVersion(key, name);
      case Foreign _ -> throw S3Exception.foreignVersion(key);
    };
  }

  /** The version that is there under the name that was looked up, or else as the current one. */
  default StoredVersion require(ObjectKey key, Optional<VersionName> version) {
    return version.map(name -> require(key, name)).orElseGet(() -> require(key));
  }

  /** Whether clients see a delete marker, which one that was removed by its id is no more. */
  private static boolean isShown(ObjectVersion version) {
    return version.isMarker() && version.isVisible();
  }

  private static S3Exception notAllowed(ObjectVersion marker) {
    return S3Exception.methodNotAllowed()
        .with("ResourceType", "DeleteMarker")
        .withHeader("allow", "DELETE")
        .withHeader("last-modified", HttpDate.format(marker.stamp().time()));
  }

  private static S3Exception withMarker(S3Exception error, ObjectVersion marker) {
    return error
        .withHeader("x-amz-delete-marker", "true")
        .withHeader("x-amz-version-id", VersionName.of(marker).text());
  }
}
