package io.horizonpush.iroh.home;

import io.horizonpush.iroh.home.HomeAnswer.GivenUp;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.Handover;
import io.horizonpush.iroh.share.SigningKey;
import io.horizonpush.iroh.share.Standing;
import io.horizonpush.iroh.store.HomeDecisions;
import io.horizonpush.s3.model.BucketId;
import java.time.Duration;

/**
 * How this node gives up being a home: first it decides nothing any more, durably, then it says how
 * far it came, and signs. Thread-safe; blocks its (virtual) thread.
 *
 * @param key of this node
 */
record Handovers(HomeDecisions decisions, Standings standings, SigningKey key) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Gives up being the home of a bucket.
   *
   * @param to the node that is to be it
   * @param history of that node's index
   * @throws io.horizonpush.s3.model.S3Exception {@code ServiceUnavailable} if this is not the home
   */
  GivenUp giveUp(BucketId bucket, NodeId to, String history) {
    long number = decisions.giveUp(bucket);
    Standing standing = standings.own(bucket, Deadline.in(PATIENCE));
    Handover handover =
        Handover.sign(new Handover.Terms(bucket, number, to, history), standing, key);
    return new GivenUp(number, standing, handover.signature());
  }
}
