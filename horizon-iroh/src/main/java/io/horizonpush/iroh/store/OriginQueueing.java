package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.iroh.index.OriginTaskTable.Errand;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.Change.Draft;
import java.util.Comparator;
import java.util.Optional;

/**
 * That a change made here goes to the origin of its bucket, in the transaction that makes it. Made
 * before the change is stored, since that forgets what the origin confirmed of what is replaced.
 */
final class OriginQueueing {

  private final KeyInTransaction key;
  private final Errand errand;
  private final Optional<String> expected;

  private OriginQueueing(KeyInTransaction key, Errand errand, Optional<String> expected) {
    this.key = key;
    this.errand = errand;
    this.expected = expected;
  }

  /**
   * What is to be queued because of what a key becomes; nothing where that was not made here, where
   * a request for the key means the same as before, or where what is written stays here.
   */
  static Optional<OriginQueueing> of(KeyInTransaction key, News news) {
    Optional<ObjectVersion> after = news.versions().currentOrRemoved();
    boolean isNew = news.cause() == Cause.LOCAL && !meanTheSame(key.versions(), news.versions());
    return isNew
        ? key.configuration()
            .origins()
            .destination()
            .flatMap(
                origin -> after.map(version -> of(key, version, origin, newest(news.versions()))))
        : Optional.empty();
  }

  private static OriginQueueing of(
      KeyInTransaction key, ObjectVersion after, ListedOrigin origin, Stamp stamp) {
    String originKey = origin.prefix() + key.key().value();
    boolean deletion = isGone(after);
    Optional<String> expected =
        key.tables()
            .origins()
            .tag(origin.id(), originKey)
            .or(() -> learnt(key.current(), origin.id(), originKey));
    return new OriginQueueing(
        key,
        new Errand(
            named(key.bucket(), after),
            origin.id(),
            originKey,
            deletion,
            deletion ? 0 : size(after),
            stamp),
        expected);
  }

  private static boolean isGone(ObjectVersion version) {
    return version.isRemoved() || version.stored().isEmpty();
  }

  /** The tag under which what is replaced was learnt from the origin, if it was. */
  private static Optional<String> learnt(
      Optional<ObjectVersion> replaced, OriginId origin, String originKey) {
    return replaced
        .flatMap(ObjectVersion::stored)
        .map(StoredVersion::body)
        .filter(ObjectBody.Remote.class::isInstance)
        .map(ObjectBody.Remote.class::cast)
        .filter(remote -> remote.origin().equals(origin) && remote.key().equals(originKey))
        .map(ObjectBody.Remote::tag);
  }

  /** The version that a request for a key means, and whether that is there. */
  private record Meaning(Optional<VersionId> version, boolean isThere) {}

  /** Whether a request for a key means the same in both. */
  static boolean meanTheSame(KeyVersions one, KeyVersions two) {
    return meaning(one).equals(meaning(two));
  }

  private static Meaning meaning(KeyVersions versions) {
    Optional<ObjectVersion> current = versions.current();
    return new Meaning(
        current.map(ObjectVersion::id), current.flatMap(ObjectVersion::stored).isPresent());
  }

  /**
   * When what is known of a key was last said; a removal by its id is later than what it removed.
   */
  private static Stamp newest(KeyVersions versions) {
    return versions.versions().stream()
        .map(ObjectVersion::newest)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** What is to be done at an origin because of a version alone. */
  static Errand errand(KeyInTransaction key, ObjectVersion version, Draft.Queue queue) {
    return new Errand(
        named(key.bucket(), version),
        queue.origin(),
        queue.originKey(),
        queue.deletion(),
        queue.deletion() ? 0 : size(version),
        newest(key.versions()));
  }

  /** What is to be done where something was done that the key does not mean any more. */
  static Errand errand(Errand done, ObjectVersion current, KeyVersions versions) {
    boolean deletion = isGone(current);
    return new Errand(
        named(done.of().bucket(), current),
        done.origin(),
        done.originKey(),
        deletion,
        deletion ? 0 : size(current),
        newest(versions));
  }

  private static Named named(long bucket, ObjectVersion version) {
    return new Named(bucket, version.key(), version.id());
  }

  private static long size(ObjectVersion version) {
    return version.stored().map(StoredVersion::size).orElse(0L);
  }

  void queue() {
    key.tables().records().queue(errand, key.signer().now(), expected);
    key.tables().awaitedUploads().remove(key.bucket(), key.key());
  }
}
