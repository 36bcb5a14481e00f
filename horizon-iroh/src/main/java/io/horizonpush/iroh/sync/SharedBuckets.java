package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The buckets that this node shares, and with whom. Asked every second; thread-safe. */
public interface SharedBuckets {

  /** The other members of each shared bucket. */
  Map<BucketId, Set<NodeId>> members();

  /** All members of each shared bucket that may write, this node among them where it may. */
  Map<BucketId, Set<NodeId>> writers();

  /** Where a member may be reached; empty where that is not known. */
  List<InetSocketAddress> addresses(NodeId member);
}
