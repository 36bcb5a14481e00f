package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.LocalState;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Records;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which origin has a version that is known here: the one that it was learnt from, or one that
 * confirmed to have it. Where one that moves still is, it is read. Thread-safe.
 */
final class OriginCopies {

  private final Supplier<? extends Records> records;

  OriginCopies(Supplier<? extends Records> records) {
    this.records = records;
  }

  /**
   * A version at an origin.
   *
   * @param key there
   * @param tag there
   * @param confirmed whether this node knows that by itself, or goes by who says to have learnt it
   */
  record Copy(OriginId origin, String key, String tag, boolean confirmed) {

    /** Whether an object with this tag is the same. */
    boolean has(String other) {
      return OriginObject.etag(tag).equals(OriginObject.etag(other));
    }
  }

  /**
   * Where a version is among the origins of its bucket, and who can say whether it still is what a
   * request for its key means; nothing where it is here alone, or on its way to another origin.
   */
  Optional<Copy> settled(Bucket bucket, StoredVersion version) {
    if (version.body() instanceof ObjectBody.Remote) {
      return of(bucket, version);
    }
    Optional<LocalState> local = local(bucket, version);
    return local.filter(each -> !each.waiting().isEmpty()).isPresent()
        ? Optional.empty()
        : copy(bucket.configuration().origins(), version, local);
  }

  private Optional<LocalState> local(Bucket bucket, StoredVersion version) {
    return records.get().local(bucket, version.key(), version.id());
  }

  private static Optional<Copy> copy(
      BucketOrigins origins, StoredVersion version, Optional<LocalState> local) {
    Optional<Copy> confirmed = confirmed(origins, local);
    return confirmed.isPresent() ? confirmed : learnt(version, origins);
  }

  /** Where a version is among the origins of its bucket; nothing where it is here alone. */
  Optional<Copy> of(Bucket bucket, StoredVersion version) {
    BucketOrigins origins = bucket.configuration().origins();
    if (version.body() instanceof ObjectBody.Remote(OriginId id, String key, String tag, long _)) {
      return origins
          .find(id)
          .filter(origin -> isOwn(origin, version.key(), key))
          .map(_ -> new Copy(id, key, tag, false));
    }
    return copy(origins, version, local(bucket, version));
  }

  /** A member could name any key that this node's credentials open. */
  static boolean isOwn(ListedOrigin origin, ObjectKey key, String there) {
    return there.equals(origin.prefix() + key.value());
  }

  private static Optional<Copy> confirmed(BucketOrigins origins, Optional<LocalState> local) {
    return local
        .map(LocalState::confirmations)
        .flatMap(
            all -> all.stream().filter(each -> origins.find(each.origin()).isPresent()).findFirst())
        .map(each -> new Copy(each.origin(), each.originKey(), each.tag(), true));
  }

  /** Whoever learnt it has said whose it is, and told its tag as that of the object. */
  private static Optional<Copy> learnt(StoredVersion version, BucketOrigins origins) {
    return origins
        .teller(version)
        .map(
            origin ->
                new Copy(
                    origin.id(),
                    origin.prefix() + version.key().value(),
                    version.etag().value(),
                    false));
  }
}
