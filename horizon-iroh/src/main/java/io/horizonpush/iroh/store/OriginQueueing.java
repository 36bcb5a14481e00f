package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.KeyRecords;
import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.iroh.index.OriginTaskTable.Errand;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.Change.Draft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * That a change made here goes to the origins of its bucket, in the transaction that makes it: to
 * the one that the storage class names, and that others which had something of the key have it no
 * more. Made before the change is stored, since that forgets what origins confirmed of what is
 * replaced.
 */
final class OriginQueueing {

  private final KeyInTransaction key;
  private final List<Step> steps;
  private final boolean isMove;

  /**
   * @param isMove whether the key means the same version as before
   */
  private OriginQueueing(KeyInTransaction key, List<Step> steps, boolean isMove) {
    this.key = key;
    this.steps = steps;
    this.isMove = isMove;
  }

  /** What is to be queued at one origin. */
  private record Step(Kind kind, Errand errand, Optional<String> expected) {}

  private enum Kind {
    /** An upload, or a deletion that waits for nothing. */
    GO,
    /** An upload of what another origin has. */
    MOVE,
    /** A deletion behind the upload. */
    CLEAR,
    /** Nothing: it has the version. */
    LEAVE
  }

  /**
   * What is to be queued because of what a key becomes; nothing where that was not made here, where
   * a request for the key means the same as before and that goes to the same place, or where what
   * is written stays here.
   */
  static Optional<OriginQueueing> of(KeyInTransaction key, News news) {
    BucketOrigins origins = key.configuration().origins();
    boolean isNew =
        news.cause() == Cause.LOCAL
            && origins.destination().isPresent()
            && !meanTheSame(key.versions(), news.versions(), origins);
    return isNew
        ? news.versions()
            .currentOrRemoved()
            .map(after -> of(key, after, origins, newest(news.versions())))
        : Optional.empty();
  }

  private static OriginQueueing of(
      KeyInTransaction key, ObjectVersion after, BucketOrigins origins, Stamp stamp) {
    ListedOrigin destination = destination(after, origins).orElseThrow();
    boolean isMove = key.current().filter(before -> before.id().equals(after.id())).isPresent();
    List<Step> steps = new ArrayList<>();
    Errand first = errand(key, after, destination, isGone(after), stamp);
    steps.add(new Step(isMove ? kind(key, after, first) : Kind.GO, first, expected(key, first)));
    for (ListedOrigin other : places(key, origins)) {
      if (!other.equals(destination)) {
        Kind kind = isGone(after) ? Kind.GO : Kind.CLEAR;
        Errand errand = errand(key, after, other, true, stamp);
        steps.add(new Step(kind, errand, expected(key, errand)));
      }
    }
    return new OriginQueueing(key, steps, isMove);
  }

  /** What becomes of a version that was there before, at the origin to which it goes by now. */
  private static Kind kind(KeyInTransaction key, ObjectVersion version, Errand errand) {
    Set<OriginId> having = having(key, version);
    if (errand.deletion() || having.isEmpty()) {
      return Kind.GO;
    }
    return having.contains(errand.origin()) ? Kind.LEAVE : Kind.MOVE;
  }

  private static Optional<ListedOrigin> destination(ObjectVersion version, BucketOrigins origins) {
    return isGone(version)
        ? origins.destination()
        : origins.destination(version.attributes().storageClass());
  }

  /** The origins of which this node knows that they have a version. */
  private static Set<OriginId> having(KeyInTransaction key, ObjectVersion version) {
    return Stream.concat(
            key.tables().origins().confirmations(named(key.bucket(), version)).stream()
                .map(each -> each.origin()),
            remote(version).map(ObjectBody.Remote::origin).stream())
        .collect(Collectors.toSet());
  }

  /**
   * The origins among those that are written to which may have something of the key. One of which
   * nothing is known here may be where all of them go.
   */
  private static List<ListedOrigin> places(KeyInTransaction key, BucketOrigins origins) {
    List<ListedOrigin> all = origins.destinations();
    if (all.size() == 1) {
      return all;
    }
    Set<OriginId> known =
        Stream.of(
                key.tables().origins().places(key.bucket(), key.key()).stream(),
                key.current().flatMap(each -> destination(each, origins)).stream()
                    .map(ListedOrigin::id),
                key.current().flatMap(OriginQueueing::remote).stream()
                    .map(ObjectBody.Remote::origin),
                key.current().isEmpty()
                    ? origins.destination().stream().map(ListedOrigin::id)
                    : Stream.<OriginId>empty())
            .flatMap(each -> each)
            .collect(Collectors.toSet());
    return all.stream().filter(each -> known.contains(each.id())).toList();
  }

  private static Errand errand(
      KeyInTransaction key, ObjectVersion after, ListedOrigin at, boolean deletion, Stamp stamp) {
    return new Errand(
        named(key.bucket(), after),
        at.id(),
        at.prefix() + key.key().value(),
        deletion,
        deletion ? 0 : size(after),
        stamp);
  }

  private static boolean isGone(ObjectVersion version) {
    return version.isRemoved() || version.stored().isEmpty();
  }

  /** The tag of what is there, as it was confirmed, or learnt of what is replaced. */
  private static Optional<String> expected(KeyInTransaction key, Errand errand) {
    return key.tables()
        .origins()
        .tag(errand.origin(), errand.originKey())
        .or(
            () ->
                key.current()
                    .flatMap(OriginQueueing::remote)
                    .filter(remote -> remote.origin().equals(errand.origin()))
                    .filter(remote -> remote.key().equals(errand.originKey()))
                    .map(ObjectBody.Remote::tag));
  }

  private static Optional<ObjectBody.Remote> remote(ObjectVersion version) {
    return version
        .stored()
        .map(StoredVersion::body)
        .filter(ObjectBody.Remote.class::isInstance)
        .map(ObjectBody.Remote.class::cast);
  }

  /** The version that a request for a key means, whether that is there, and where it goes. */
  private record Meaning(
      Optional<VersionId> version, boolean isThere, Optional<ListedOrigin> destination) {}

  /** Whether a request for a key means the same in both, and that goes to the same origin. */
  static boolean meanTheSame(KeyVersions one, KeyVersions two, BucketOrigins origins) {
    return meaning(one, origins).equals(meaning(two, origins));
  }

  private static Meaning meaning(KeyVersions versions, BucketOrigins origins) {
    Optional<ObjectVersion> current = versions.current();
    return new Meaning(
        current.map(ObjectVersion::id),
        current.flatMap(ObjectVersion::stored).isPresent(),
        current.flatMap(version -> destination(version, origins)));
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
    KeyRecords records = key.tables().records();
    Instant now = key.signer().now();
    for (Step step : steps) {
      switch (step.kind()) {
        case GO -> records.queue(step.errand(), now, step.expected());
        case MOVE -> records.move(step.errand(), now, step.expected());
        case CLEAR -> records.clear(step.errand(), now, step.expected());
        case LEAVE -> records.leave(step.errand());
      }
    }
    if (!isMove) {
      // What was moved may be at its former place by another member's doing, which is looked for.
      key.tables().awaitedUploads().remove(key.bucket(), key.key());
    }
  }
}
