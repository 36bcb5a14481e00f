package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.TestingObjects;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What nodes answered who write to a bucket without versions, each for itself: of each key that is
 * there which was written last, or something later. Thread-safe.
 */
final class Promises {

  private static final int KEYS = 20;

  private final BucketName bucket;

  /** The greatest stamp that a node answered of a key. */
  private final Map<WriterId, Map<ObjectKey, Stamp>> answered = new ConcurrentHashMap<>();

  private final AtomicInteger writes = new AtomicInteger();

  Promises(BucketName bucket) {
    this.bucket = bucket;
  }

  /** Writes or deletes something, and sees that it is there. */
  void step(HomeNode node, SplittableRandom dice) {
    ObjectKey key = new ObjectKey("key-" + dice.nextInt(KEYS));
    TestingObjects objects = node.objects();
    Bucket in = node.bucket(bucket);
    Optional<? extends ObjectVersion> made =
        dice.nextInt(4) == 0
            ? objects.delete(in, key)
            : Optional.of(objects.put(in, key, Bytes.of("bytes " + dice.nextInt())));
    made.ifPresent(
        version -> {
          writes.incrementAndGet();
          answered
              .computeIfAbsent(author(node), _ -> new ConcurrentHashMap<>())
              .merge(key, version.stamp(), Promises::later);
          assertKept(node, key, version.stamp(), "at once");
        });
  }

  /** How much was answered, in words. */
  String summary() {
    return writes + " writes";
  }

  private static Stamp later(Stamp one, Stamp two) {
    return one.compareTo(two) > 0 ? one : two;
  }

  private static WriterId author(HomeNode node) {
    return node.stores().node().author();
  }

  private void assertKept(HomeNode node, ObjectKey key, Stamp promised, String name) {
    assertThat(stamp(node.here().find(node.bucket(bucket), key)))
        .as("%s: %s", name, key)
        .hasValueSatisfying(stamp -> assertThat(stamp).isGreaterThanOrEqualTo(promised));
  }

  private static Optional<Stamp> stamp(Lookup found) {
    return switch (found) {
      case Lookup.Present(var version) -> Optional.of(version.stamp());
      case Lookup.Deleted(ObjectVersion version) -> Optional.of(version.stamp());
      case Lookup.Foreign _, Lookup.Unknown _ -> Optional.empty();
    };
  }

  /** Checks that a node has what it answered itself. */
  void checkOwn(String name, HomeNode node) {
    answered
        .getOrDefault(author(node), Map.of())
        .forEach((key, promised) -> assertKept(node, key, promised, name));
  }

  /** Checks that a node has what all of them answered. */
  void check(String name, HomeNode node) {
    answered
        .values()
        .forEach(all -> all.forEach((key, promised) -> assertKept(node, key, promised, name)));
  }
}
