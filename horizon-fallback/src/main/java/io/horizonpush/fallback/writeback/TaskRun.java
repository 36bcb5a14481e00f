package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OwnMark;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.OriginJournal.Task;
import java.util.Optional;

/**
 * One attempt at a task: the origin's key becomes what the bucket has, unless somebody else wrote
 * something newer there. Whatever ends it, another attempt finds out how far this one came.
 *
 * <p>Confined to one thread.
 */
final class TaskRun {

  /** How often in a row somebody else may write between a look and what it led to. */
  private static final int ROUNDS = 4;

  private final WriteBack.Ground ground;
  private final Origin origin;
  private final Task task;
  private final String key;
  private Optional<String> expected;

  TaskRun(WriteBack.Ground ground, Origin origin, Task task) {
    this.ground = ground;
    this.origin = origin;
    this.task = task;
    this.key = origin.description().place().keyOf(task.key().value());
    this.expected = task.expected();
  }

  /**
   * Does it.
   *
   * @throws OriginException when it is not done
   * @throws io.horizonpush.s3.model.S3Exception when the bytes cannot be read here
   */
  void run() {
    dropOtherUpload();
    if (!ground.journal().isCurrent(task)) {
      // Another member made what is newer, and uploads it: maybe before this one's last attempt.
      ground.journal().leave(task);
      return;
    }
    Rescue.run(ground, origin, task);
    if (task.deletion()) {
      if (ground.journal().mayDelete(task)) {
        delete();
      }
      return;
    }
    Bucket bucket = ground.buckets().apply(task.bucket());
    Optional<StoredVersion> version =
        ground.objects().find(bucket, task.key(), new VersionName.Id(task.version())).present();
    if (version.isPresent()) {
      upload(bucket, version.get());
    } else {
      ground.journal().done(task);
    }
  }

  /** Tells the origin that what it has of a version that nobody wants any more can go. */
  private void dropOtherUpload() {
    if (task.upload().filter(upload -> !upload.version().equals(task.version())).isPresent()) {
      Pieces.drop(origin, key, task.upload().get());
      ground.journal().begun(task, Optional.empty());
    }
  }

  private void upload(Bucket bucket, StoredVersion version) {
    Sending sending = new Sending(ground, origin, task, bucket, version);
    // It may be there already, which nobody noted. Or something else is: a store that refuses a
    // body
    // before it has read it may hang up, and the refusal does not come here.
    boolean isLookedAtFirst = sending.isLong() || task.attempts() > 0;
    if (isLookedAtFirst && !isToBeDone(version)) {
      return;
    }
    // Nothing is there, and that it was to be so was refused: for pieces of an upload that ended.
    boolean isRefusedForNothing = false;
    for (int round = 0; round < ROUNDS; round++) {
      boolean wasNothing = expected.isEmpty() && !isRefusedForNothing;
      try {
        Optional<String> tag =
            isRefusedForNothing ? sending.sendUnconditionally(key) : sending.send(key, expected);
        if (tag.isEmpty() || isThere(version, tag.get())) {
          return;
        }
      } catch (OriginException e) {
        requireOther(e);
      }
      if (!isToBeDone(version)) {
        return;
      }
      isRefusedForNothing = wasNothing && expected.isEmpty();
    }
    throw busy();
  }

  /** Confirms what was sent, if the origin has it still. */
  private boolean isThere(StoredVersion version, String tag) {
    Optional<OriginObject> there = origin.find(key);
    boolean same = there.filter(each -> each.tag().equals(tag)).isPresent();
    if (same && there.get().size() != version.size()) {
      throw OriginException.broken(
          "the origin has %d bytes of what has %d".formatted(there.get().size(), version.size()));
    }
    if (same) {
      confirm(version, there.get());
    }
    return same;
  }

  private void confirm(StoredVersion version, OriginObject there) {
    ground
        .journal()
        .confirm(
            task,
            new Confirmation(
                task.origin(), key, there.tag(), there.size(), version.etag().value()));
  }

  private void delete() {
    for (int round = 0; round < ROUNDS; round++) {
      if (expected.isPresent()) {
        try {
          deleteExpected(expected.get());
          ground.journal().done(task);
          return;
        } catch (OriginException e) {
          requireOther(e);
        }
      }
      Optional<OriginObject> there = origin.find(key);
      if (there.isEmpty()) {
        ground.journal().done(task);
        return;
      }
      if (!stands(there.get())) {
        return;
      }
    }
    throw busy();
  }

  private void deleteExpected(String tag) {
    try {
      origin.delete(key, expected);
    } catch (OriginException e) {
      if (!(e.fault() instanceof OriginFault.Unsupported)) {
        throw e;
      }
      // It knows no conditions of deletes: looking is what is left.
      if (origin.find(key).filter(there -> !there.tag().equals(tag)).isPresent()) {
        throw OriginException.changed();
      }
      origin.delete(key, Optional.empty());
    }
  }

  /** Passes over what says that something else is at the key than was expected. */
  private static void requireOther(OriginException e) {
    boolean other = e.fault().isOfAnother();
    if (!other) {
      throw e;
    }
  }

  /** Whether a version is still to be sent, now that what is there was looked at. */
  private boolean isToBeDone(StoredVersion version) {
    Optional<OriginObject> there = origin.find(key);
    if (there.isEmpty()) {
      expected = Optional.empty();
      return true;
    }
    Optional<OwnMark> mark = there.get().mark(task.key());
    boolean ours =
        there.get().size() == version.size()
            && mark.map(each -> each.version().equals(version.id()))
                .orElseGet(() -> there.get().tag().equals(version.etag().value()));
    if (ours) {
      confirm(version, there.get());
      return false;
    }
    return stands(there.get());
  }

  /** Whether the task is later than what is there; if it is not, there is nothing to do. */
  private boolean stands(OriginObject there) {
    Optional<OwnMark> mark = there.mark(task.key());
    boolean stands;
    if (mark.isPresent()) {
      int order = mark.get().stamp().compareTo(task.stamp());
      // The very version may have been brought back there, later than it was to go from there.
      stands =
          order < 0
              || (mark.get().version().equals(task.version()) && (order == 0 || !task.deletion()));
      if (stands) {
        ground.journal().seen(task, there.tag());
      } else {
        ground.journal().done(task); // A member's, which comes here by its own way.
      }
    } else {
      stands = ground.journal().decide(task, there.version(task.origin(), task.key()));
    }
    expected = Optional.of(there.tag());
    return stands;
  }

  private static OriginException busy() {
    return new OriginException(
        new OriginFault.Unavailable(Optional.empty()),
        "somebody else writes to the same key of the origin all the time");
  }
}
