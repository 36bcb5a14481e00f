package io.horizonpush.iroh.egress;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.s3.model.BucketId;
import java.util.List;
import java.util.Optional;

/** The other members of buckets, as far as they read at origins for each other. Thread-safe. */
public interface Lenders {

  /** Whether a node may read a bucket: nobody else may ask for anything in it. */
  boolean mayRead(NodeId peer, BucketId bucket);

  /** Whether a node may write a bucket: nobody else is believed. */
  boolean mayWrite(NodeId peer, BucketId bucket);

  /** Those members of a bucket that this node is connected with. */
  List<NodeId> connected(BucketId bucket);

  /**
   * Begins a stream; nothing where there is no connection.
   *
   * @throws io.horizonpush.iroh.net.PeerException if it breaks
   */
  Optional<PeerStream> open(NodeId member);
}
