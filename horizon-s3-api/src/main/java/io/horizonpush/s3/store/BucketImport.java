package io.horizonpush.s3.store;

import io.horizonpush.s3.model.OriginId;
import java.time.Instant;
import java.util.Optional;

/**
 * What a bucket takes over of what its origins had before, and how far that is: a record for each
 * key, and no bytes.
 *
 * @param describe whether each object is asked about at its origin, or only when somebody reads it
 * @param at where it goes on; nothing before the first page
 * @param trouble why it waits, or failed
 * @param ended nothing while it runs
 */
public record BucketImport(
    State state,
    boolean describe,
    Optional<At> at,
    Counts counts,
    Optional<String> trouble,
    Instant begun,
    Optional<Instant> ended) {

  /** Whether it goes on, and if not, why. */
  public enum State {
    RUNNING,
    DONE,
    CANCELLED,
    FAILED
  }

  /**
   * A place in an origin's listing.
   *
   * @param place a key, or a marker of an origin that lists by its own; nothing for the beginning
   */
  public record At(OriginId origin, Optional<String> place) {}

  /**
   * The keys so far.
   *
   * @param seen at origins
   * @param learnt of those: a record was made, or completed
   * @param known of those, or deleted here: nothing changed
   * @param refused that can be no key here
   */
  public record Counts(long seen, long learnt, long known, long refused) {

    public static final Counts NONE = new Counts(0, 0, 0, 0);

    /** These and more. */
    public Counts plus(Counts more) {
      return new Counts(
          seen + more.seen, learnt + more.learnt, known + more.known, refused + more.refused);
    }
  }

  /** One that begins. */
  public static BucketImport begin(boolean describe, Instant now) {
    return new BucketImport(
        State.RUNNING,
        describe,
        Optional.empty(),
        Counts.NONE,
        Optional.empty(),
        now,
        Optional.empty());
  }

  /** The same, which goes on after it ended. */
  public BucketImport again() {
    return new BucketImport(
        State.RUNNING, describe, at, counts, Optional.empty(), begun, Optional.empty());
  }

  /** The same, further on. */
  public BucketImport goingOn(At next, Counts sum) {
    return new BucketImport(
        State.RUNNING, describe, Optional.of(next), sum, Optional.empty(), begun, Optional.empty());
  }

  /** The same, which waits. */
  public BucketImport troubledBy(String why) {
    return new BucketImport(state, describe, at, counts, Optional.of(why), begun, ended);
  }

  /** The same at its end. */
  public BucketImport ended(State how, Optional<String> why, Instant when) {
    return new BucketImport(how, describe, at, counts, why, begun, Optional.of(when));
  }
}
