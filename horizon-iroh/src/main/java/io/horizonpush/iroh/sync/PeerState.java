package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection.Path;
import io.horizonpush.s3.model.BucketId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A node that this one is connected with, as it is now.
 *
 * @param clockAhead how far its clock was ahead of this one's when they met
 * @param buckets that are followed there
 */
public record PeerState(
    NodeId peer, Path path, Duration clockAhead, Map<BucketId, OfBucket> buckets) {

  public PeerState {
    buckets = Map.copyOf(buckets);
  }

  /**
   * A bucket that is followed there.
   *
   * @param inStepSince since when all that the other node has is here; nothing while that is not so
   * @param alarm why nothing more is taken, for an operator
   */
  public record OfBucket(Optional<Instant> inStepSince, Optional<String> alarm) {}
}
