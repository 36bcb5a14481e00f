package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginCondition;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginMetadata;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginSource;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.OwnMark;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.store.OriginJournal.Task;
import java.util.Optional;

/**
 * A version on its way to an origin: at once if it is short, else in pieces that outlast the
 * process. What the origin has no place for is left out: tags, where it has none.
 *
 * <p>Confined to one thread.
 */
final class Sending {

  /** What is sent with one request, at most. */
  static final long LONGEST_AT_ONCE = 16 << 20;

  private final WriteBack.Ground ground;
  private final Origin origin;
  private final Task task;
  private final Bucket bucket;
  private final StoredVersion version;
  private Tags tags;

  Sending(WriteBack.Ground ground, Origin origin, Task task, Bucket bucket, StoredVersion version) {
    this.ground = ground;
    this.origin = origin;
    this.task = task;
    this.bucket = bucket;
    this.version = version;
    this.tags = version.attributes().tags();
  }

  boolean isLong() {
    return version.size() > LONGEST_AT_ONCE;
  }

  /** Sends it whatever is there, which was looked at just before. */
  Optional<String> sendUnconditionally(String key) {
    return send(key, Optional.empty(), OriginCondition.ANY);
  }

  /**
   * Sends it.
   *
   * @param expected the tag of what has to be there; nothing for nothing
   * @return its tag there; nothing if another version took its place meanwhile
   * @throws OriginException changed, or missing, when something else is there
   */
  Optional<String> send(String key, Optional<String> expected) {
    return send(key, expected, condition(expected));
  }

  private Optional<String> send(String key, Optional<String> expected, OriginCondition condition) {
    try {
      return send(key, condition);
    } catch (OriginException e) {
      if (!(e.fault() instanceof OriginFault.Unsupported)) {
        throw e;
      }
    }
    tags = Tags.NONE;
    try {
      return send(key, condition);
    } catch (OriginException e) {
      if (!(e.fault() instanceof OriginFault.Unsupported)) {
        throw e;
      }
    }
    // It knows no conditions: looking is what is left.
    requireThere(key, expected);
    return send(key, OriginCondition.ANY);
  }

  private static OriginCondition condition(Optional<String> expected) {
    return expected
        .map(tag -> (OriginCondition) new OriginCondition.Matches(tag))
        .orElse(OriginCondition.ABSENT);
  }

  private void requireThere(String key, Optional<String> expected) {
    Optional<String> there = origin.find(key).map(OriginObject::tag);
    if (!there.equals(expected)) {
      throw OriginException.changed();
    }
  }

  private Optional<String> send(String key, OriginCondition condition) {
    OriginWrite write =
        OriginWrite.of(key, version.size())
            .with(
                new OriginMetadata(OwnMark.metadata(version, task.stamp()), tags, Optional.empty()))
            .when(condition);
    return isLong()
        ? new Pieces(ground.journal(), origin, task, write, this::bytes).send()
        : Optional.of(origin.put(write, bytes(new ByteRange(0, version.size()))));
  }

  private OriginSource bytes(ByteRange range) {
    return VersionBytes.of(ground.objects(), bucket, version, range);
  }
}
