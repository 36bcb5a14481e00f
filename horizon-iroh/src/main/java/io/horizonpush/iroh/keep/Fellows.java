package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.net.Neighbours;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import java.util.List;

/** The other members of buckets, as far as bytes are kept for each other. Thread-safe. */
public interface Fellows extends Neighbours {

  /** Whether a node may read a bucket: nobody else may ask for anything in it. */
  boolean mayRead(NodeId peer, BucketId bucket);

  /** The other members of a bucket. */
  List<NodeId> members(BucketId bucket);
}
