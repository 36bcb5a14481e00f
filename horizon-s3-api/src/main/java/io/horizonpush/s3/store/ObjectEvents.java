package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.VersionName;
import java.util.List;
import java.util.Set;

/**
 * What became of the objects of buckets that somebody follows, by positions in this node's log: in
 * the order in which this node came to know it, what was written here and what came from members.
 * What only is said again, or learnt from an origin, is no event. Thread-safe; blocks its (virtual)
 * thread.
 */
public interface ObjectEvents {

  /** The most events of one bucket that are kept for who has not heard of them. */
  int MOST_KEPT = 1_000_000;

  /**
   * Follows these buckets and no others, each from when it was first named; kept over a restart.
   * What was not read yet of one that is named no more is forgotten.
   */
  void follow(Followed buckets);

  /**
   * The events behind a position: whoever keeps the position that it was given hears of every event
   * at least once, however often this node was killed. Of an object that changed several times the
   * last change may be the only one, and one of which only tags, access or locks changed is created
   * once more. Where more than {@link #MOST_KEPT} of a bucket waited to be heard, the oldest are
   * missing.
   *
   * @param most events; at least one
   * @throws io.horizonpush.s3.model.S3Exception {@code ServiceUnavailable} when they cannot be read
   *     now
   */
  Events events(long after, int most);

  /** The position behind all that has happened so far: who begins there hears of what follows. */
  long latest();

  /** Forgets the events up to a position: whoever asks has heard of them. */
  void heard(long through);

  /** Whose objects are followed. */
  sealed interface Followed {

    /** Those of every bucket, also of such as are made later. */
    record All() implements Followed {}

    /** Those of some buckets. */
    record Some(Set<BucketId> buckets) implements Followed {

      public Some {
        buckets = Set.copyOf(buckets);
      }
    }
  }

  /** What became of an object. */
  enum Kind {
    /** A version with bytes was written. */
    CREATED,
    /** A version was removed, or a delete marker or nothing is in its place. */
    REMOVED
  }

  /** Something that became of an object. */
  record Event(BucketId bucket, BucketName name, ObjectKey key, VersionName version, Kind kind) {}

  /**
   * Events, and where the next begin.
   *
   * @param next what to ask for behind them; greater than what was asked for where there may be
   *     more, even if these are none
   */
  record Events(List<Event> events, long next) {

    public Events {
      events = List.copyOf(events);
    }
  }
}
