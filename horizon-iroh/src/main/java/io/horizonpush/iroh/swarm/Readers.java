package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import java.util.List;

/** Which other nodes may read which of this node's buckets. Thread-safe. */
public interface Readers {

  /** Whether a node may read a bucket. */
  boolean mayRead(NodeId peer, BucketId bucket);

  /** The buckets that a node may read. */
  List<BucketId> readableBy(NodeId peer);
}
