package io.horizonpush.iroh.home;

import io.horizonpush.iroh.home.HomeAnswer.Busy;
import io.horizonpush.iroh.home.HomeAnswer.Decided;
import io.horizonpush.iroh.home.HomeAnswer.Denied;
import io.horizonpush.iroh.home.HomeAnswer.Elsewhere;
import io.horizonpush.iroh.home.HomeAnswer.GivenUp;
import io.horizonpush.iroh.home.HomeAnswer.Named;
import io.horizonpush.iroh.home.HomeAnswer.Never;
import io.horizonpush.iroh.home.HomeAnswer.NotNow;
import io.horizonpush.iroh.home.HomeAnswer.OtherContent;
import io.horizonpush.iroh.home.HomeAnswer.Refused;
import io.horizonpush.iroh.home.HomeAnswer.Stands;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.share.HomeRecord;
import io.horizonpush.iroh.store.HomeDecisions;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;

/**
 * Reads that see all that the home of a bucket had decided when they began. Thread-safe; blocks its
 * (virtual) thread.
 *
 * @param decisions what this node decides as home
 * @param patience with a home that does not answer
 */
record FreshReads(
    Homes homes, HomeLine line, Standings standings, HomeDecisions decisions, Duration patience) {

  private static final byte[] NOTHING = {};

  /**
   * Waits until all is here that was decided before this was called.
   *
   * @throws S3Exception {@code ServiceUnavailable} if the home cannot be asked, or not all comes
   */
  void await(BucketId bucket) {
    Deadline deadline = Deadline.in(patience);
    Deadline reconnects = Deadline.ofConnecting(patience);
    while (!deadline.isOver()) {
      HomeRecord home = homes.require(bucket);
      if (homes.isHere(home)) {
        requireHome(bucket);
        return;
      }
      try {
        if (isFresh(bucket, home, deadline)) {
          return;
        }
      } catch (PeerException e) {
        if (reconnects.isOver()) {
          throw unavailable(home.node(), "cannot be reached.");
        }
      }
      deadline.rest();
    }
    throw unavailable(homes.require(bucket).node(), "does not answer in time.");
  }

  private void requireHome(BucketId bucket) {
    decisions
        .refusal(bucket)
        .ifPresent(
            why -> {
              throw Homes.unavailable(why);
            });
  }

  private boolean isFresh(BucketId bucket, HomeRecord home, Deadline deadline) {
    HomeAnswer answer = line.ask(home.node(), new HomeQuestion.HowFar(bucket), NOTHING, deadline);
    return switch (answer) {
      case Stands stands ->
          stands.number() >= home.number()
              && standings.await(bucket, home.node(), stands.standing(), deadline);
      case Elsewhere(), NotNow(var _), Busy() -> false;
      case Refused(S3Exception error) -> throw error;
      case Denied() -> throw unavailable(home.node(), "does not know this node as a member.");
      case Decided _, Never _, OtherContent _, GivenUp _, Named _ ->
          throw unavailable(home.node(), "answers something else.");
    };
  }

  private static S3Exception unavailable(NodeId home, String what) {
    return Homes.unavailable("The home of the bucket, node %s, %s".formatted(home, what));
  }
}
