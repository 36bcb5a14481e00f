package io.horizonpush.node.admin;

import java.util.List;
import java.util.Optional;

/**
 * A node that this one is connected with.
 *
 * @param address where it is; nothing where a relay is between them
 * @param buckets that are followed there, by their ids
 */
public record ConnectedPeer(String node, Optional<String> address, List<Followed> buckets)
    implements EventValue {

  public ConnectedPeer {
    buckets = List.copyOf(buckets);
  }

  /**
   * A bucket that is followed.
   *
   * @param bucket its id
   * @param inStep whether all that the other node has is here
   */
  public record Followed(String bucket, boolean inStep) {}
}
