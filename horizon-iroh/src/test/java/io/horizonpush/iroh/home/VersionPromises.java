package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.TestingObjects;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What nodes answered who write versions, lock and remove them: whatever was made is there unless
 * it was removed, and whatever was locked is there in any case. Thread-safe.
 */
final class VersionPromises {

  private static final int KEYS = 10;

  /** What the answers of a node that knows no such version, or must not remove it, begin with. */
  private static final Set<S3ErrorCode> REFUSALS =
      Set.of(
          S3ErrorCode.ACCESS_DENIED,
          S3ErrorCode.NO_SUCH_KEY,
          S3ErrorCode.NO_SUCH_VERSION,
          S3ErrorCode.METHOD_NOT_ALLOWED);

  private record Made(ObjectKey key, VersionId id, WriterId by) {}

  private final BucketName bucket;
  private final List<Made> made = new ArrayList<>();
  private final Set<VersionId> locked = new HashSet<>();
  private final Set<VersionId> removed = new HashSet<>();

  /** Those of which somebody asked that they be removed, answered or not. */
  private final Set<VersionId> doomed = new HashSet<>();

  VersionPromises(BucketName bucket) {
    this.bucket = bucket;
  }

  /** Writes, deletes, locks or removes something. */
  void step(HomeNode node, SplittableRandom dice) {
    Bucket in = node.bucket(bucket);
    switch (dice.nextInt(8)) {
      case 0, 1, 2 -> write(node, in, dice);
      case 3 -> node.objects().delete(in, key(dice)).ifPresent(marker -> add(node, marker));
      case 4, 5 -> any(dice).ifPresent(each -> lock(node, in, each));
      default -> any(dice).ifPresent(each -> remove(node, in, each));
    }
  }

  /** How much was answered, in words. */
  synchronized String summary() {
    return "%d versions, %d locked, %d removed"
        .formatted(made.size(), locked.size(), removed.size());
  }

  private static ObjectKey key(SplittableRandom dice) {
    return new ObjectKey("key-" + dice.nextInt(KEYS));
  }

  private static Retention.Period anHour() {
    return new Retention.Period(Retention.Mode.GOVERNANCE, Instant.now().plus(Duration.ofHours(1)));
  }

  private void write(HomeNode node, Bucket in, SplittableRandom dice) {
    boolean lock = dice.nextInt(3) == 0;
    byte[] bytes = Bytes.of("bytes " + dice.nextInt());
    Attribute[] attributes = lock ? new Attribute[] {Retention.of(anHour())} : new Attribute[0];
    ObjectVersion version =
        node.objects()
            .put(
                in, key(dice), TestingObjects.object("e", attributes), bytes, WriteConditions.NONE);
    add(node, version);
    if (lock) {
      addTo(locked, version.id());
    }
  }

  private synchronized void add(HomeNode node, ObjectVersion version) {
    made.add(new Made(version.key(), version.id(), node.stores().node().author()));
  }

  private synchronized void addTo(Set<VersionId> ids, VersionId id) {
    ids.add(id);
  }

  private synchronized Optional<Made> any(SplittableRandom dice) {
    return made.isEmpty() ? Optional.empty() : Optional.of(made.get(dice.nextInt(made.size())));
  }

  private void lock(HomeNode node, Bucket in, Made version) {
    attempt(
        () -> {
          Draft retain =
              new Draft.Retain(
                  Optional.of(new VersionName.Id(version.id())), Optional.of(anHour()), false);
          if (node.objects().make(in, version.key(), retain).isPresent()) {
            addTo(locked, version.id());
          }
        });
  }

  private void remove(HomeNode node, Bucket in, Made version) {
    addTo(doomed, version.id());
    attempt(
        () ->
            node.objects()
                .make(in, version.key(), new Draft.Remove(new VersionName.Id(version.id()), false))
                .ifPresent(_ -> addTo(removed, version.id())));
  }

  private static void attempt(Runnable change) {
    try {
      change.run();
    } catch (S3Exception e) {
      assertThat(REFUSALS).as(e.toString()).contains(e.code());
    }
  }

  private boolean isThere(HomeNode node, Made version) {
    return switch (node.here()
        .find(node.bucket(bucket), version.key(), new VersionName.Id(version.id()))) {
      case Lookup.Present _ -> true;
      case Lookup.Deleted(ObjectVersion found) -> !found.isRemoved();
      case Lookup.Unknown _, Lookup.Foreign _ -> false;
    };
  }

  /** Checks that a node has what it answered itself. */
  synchronized void checkOwn(String name, HomeNode node) {
    for (Made each : made) {
      if (each.by().equals(node.stores().node().author()) && !doomed.contains(each.id())) {
        assertThat(isThere(node, each)).as("%s: %s", name, each).isTrue();
      }
    }
  }

  /** Checks that a node has what all of them answered. */
  synchronized void check(String name, HomeNode node) {
    for (Made each : made) {
      boolean expected = locked.contains(each.id()) || !removed.contains(each.id());
      assertThat(isThere(node, each)).as("%s: %s", name, each).isEqualTo(expected);
    }
  }
}
