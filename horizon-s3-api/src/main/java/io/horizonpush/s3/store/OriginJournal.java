package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is still to be done at origins: for each key that was changed here, that the origin's key is
 * to become what the bucket's is now. The change itself queues it, in its own transaction; what is
 * newer takes the place of what was queued before, deletions included. Where a key goes from one
 * origin to another, it is deleted at the former one behind that.
 *
 * <p>Nothing leaves it but what was done, or what somebody else's newer change made void. What it
 * loses with a power cut is only what was noted last of progress, which is then made again.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
public interface OriginJournal {

  /**
   * Something to be done.
   *
   * @param id that a newer change of the same key does not have
   * @param version that the key has here, which is a tombstone for a deletion
   * @param originKey there
   * @param size of what is to be uploaded, in bytes
   * @param stamp of the change
   * @param queued when
   * @param attempts that failed
   * @param expected the tag of what was last seen there, if it is known
   * @param upload that was begun there
   */
  record Task(
      long id,
      BucketId bucket,
      ObjectKey key,
      VersionId version,
      OriginId origin,
      String originKey,
      boolean deletion,
      long size,
      Stamp stamp,
      Instant queued,
      int attempts,
      Optional<String> expected,
      Optional<Begun> upload) {}

  /**
   * An upload in pieces that was begun at an origin.
   *
   * @param version whose bytes they are
   * @param token by which the origin finds it; a secret
   */
  record Begun(VersionId version, String token) {

    /** Whose it is; the token reaches no log. */
    @Override
    public String toString() {
      return "an upload of " + version;
    }
  }

  /**
   * A task that waits for somebody to do something.
   *
   * @param why what is wrong, and what to do
   */
  record Stuck(Task task, String why) {}

  /**
   * How much is to be done at an origin.
   *
   * @param size of all that is to be uploaded, in bytes
   * @param oldest when the first of it was queued
   * @param stuck the tasks among it that wait for somebody
   */
  record Load(OriginId origin, long tasks, long size, Instant oldest, long stuck) {}

  /** The origins at which something is to be done. */
  List<OriginId> origins();

  /** How much is to be done at an origin; nothing where there is nothing. */
  Optional<Load> load(OriginId origin);

  /** What is to be uploaded to all origins and is at none of them yet, in bytes. */
  long size();

  /** Some of what is due at an origin now, in order. */
  List<Task> due(OriginId origin, int limit);

  /** Some of what waits for somebody, the oldest first. */
  List<Stuck> stuck(OriginId origin, int limit);

  /** The tasks of a key that wait for no other task of it, by their ids. */
  List<Long> of(BucketId bucket, ObjectKey key);

  /** Whether a task is neither done nor void; one that another took the place of is void. */
  boolean isQueued(long task);

  /**
   * Whether a task is the last word of its key: nobody changed the key since, here or elsewhere. A
   * deletion is that also of a key of which nothing is known any more.
   */
  boolean isCurrent(Task task);

  /**
   * Whether a deletion may be made now: what the key means by now is at another origin, or is
   * nothing. If so, what the origin has counts for nothing from now on, and that is durable. If
   * not, the task waits for an upload of the key that is still to be made, or is void.
   */
  boolean mayDelete(Task task);

  /**
   * The other versions of a task's key whose bytes are known to be under the same key of the same
   * origin, and nowhere here; where that is deleted, the task's own version, too.
   */
  List<StoredVersion> onlyThere(Task task);

  /** Notes an upload that was begun, or that there is none any more. */
  void begun(Task task, Optional<Begun> upload);

  /** The upload that was begun, as it is noted now. */
  Optional<Begun> upload(Task task);

  /**
   * Puts a task off that failed.
   *
   * @param stuck what somebody has to do about it, if waiting alone does not help
   */
  void putOff(Task task, Instant until, Optional<String> stuck);

  /** Notes the tag of what is at the origin, where others may have written. */
  void seen(Task task, String tag);

  /** Notes that a task is done, or void; one that took its place since stays. */
  void done(Task task);

  /**
   * Notes that a task is void since another member changed its key. That one brings to the origin
   * what the key is now, and this node looks after it: an attempt at the task may have arrived
   * there later.
   */
  void leave(Task task);

  /**
   * Notes that the origin has the version, and that the task is done. Of one that another took the
   * place of meanwhile it is noted what is there; where another member changed the key meanwhile,
   * what it is now is queued.
   */
  void confirm(Task task, Confirmation confirmation);

  /**
   * Decides between a task and what somebody else wrote to the origin's key: the later of the two
   * becomes, or stays, the object of the key here.
   *
   * @param found made by {@link OriginVersions}
   * @return whether the task is still to be done
   */
  boolean decide(Task task, StoredVersion found);

  /** Makes all due now that was put off at an origin. */
  void retry(OriginId origin);
}
