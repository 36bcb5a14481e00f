package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BucketId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a transfer at a moment: bytes that come from other nodes for one purpose, or go
 * to them.
 */
public record TransferRecord(
    long id, Purpose purpose, Place place, Course course, Figures figures, List<Source> sources) {

  public TransferRecord {
    sources = List.copyOf(sources);
  }

  /** Which way bytes go, seen from this node. */
  public enum Direction {
    /** From other nodes. */
    DOWN,
    /** To other nodes. */
    UP
  }

  /** What bytes come or go for. */
  public enum Purpose {
    /** Somebody reads an object. */
    READ,
    /** An operator wants objects here. */
    PREFETCH,
    /** Everything in the bucket is to be here. */
    MIRROR,
    /** This node has a share of the copies of the bucket. */
    COPIES,
    /** Objects of the bucket are pinned. */
    PIN,
    /** Too few others promise to keep what went from here. */
    PROMISE,
    /** Something is damaged here. */
    REPAIR,
    /** Others fetch what this node has of the bucket. */
    SERVE;

    public Direction direction() {
      return this == SERVE ? Direction.UP : Direction.DOWN;
    }

    /** Whether it goes on for as long as a setting says so, others ask, or damage is found. */
    public boolean isStanding() {
      return this != READ && this != PREFETCH;
    }
  }

  /** How far it is. */
  public enum State {
    RUNNING,
    PAUSED,
    DONE,
    FAILED,
    CANCELLED;

    /** Whether nothing comes of it by itself. */
    public boolean isOver() {
      return this != RUNNING && this != PAUSED;
    }
  }

  /**
   * What comes.
   *
   * @param name of the bucket when it began
   * @param key of the object that is read; else with what the keys of objects begin
   */
  public record Place(BucketId bucket, String name, String key) {}

  /**
   * How it goes.
   *
   * @param ended nothing as long as it is not over
   * @param why it ended otherwise than it should
   */
  public record Course(State state, Instant begun, Optional<Instant> ended, Optional<String> why) {

    /** A course that has just begun. */
    public static Course begun(Instant now) {
      return new Course(State.RUNNING, now, Optional.empty(), Optional.empty());
    }

    /** The same in another state. */
    public Course in(State next) {
      return new Course(next, begun, Optional.empty(), Optional.empty());
    }

    /** The same, over. */
    public Course over(State end, Instant now, Optional<String> reason) {
      return new Course(end, begun, Optional.of(now), reason);
    }
  }

  /**
   * How much, in bytes where nothing else is said.
   *
   * @param objects that were looked at
   * @param blobs that were fetched
   * @param size of all that is to be here in the end, as far as that is known
   * @param came from other nodes, or went to them
   * @param local that was here already, or came for another purpose
   * @param saved that an overwritten object has in the same place, and that did not come
   * @param resent that came although it was here
   * @param unavailable blobs that nobody gave
   */
  public record Figures(
      long objects,
      long blobs,
      long size,
      long came,
      long local,
      long saved,
      long resent,
      long unavailable) {

    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0);

    /** What is here of {@link #size}. */
    public long done() {
      return Math.clamp(local + came + saved - resent, 0, size);
    }
  }

  /**
   * Somebody who gave some of it, or took it.
   *
   * @param name of the node: its id
   */
  public record Source(String name, Way way, long bytes) {}

  /** How it is reached. */
  public enum Way {
    DIRECT,
    RELAY,
    /** It was not connected any more when somebody looked. */
    UNKNOWN
  }
}
