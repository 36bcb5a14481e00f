package io.horizonpush.iroh.net;

import io.horizonpush.s3.model.BucketId;
import java.util.List;
import java.util.Optional;

/** The members of buckets that this node is connected with. Thread-safe. */
public interface Neighbours {

  /** Those of a bucket. */
  List<NodeId> connected(BucketId bucket);

  /** Asks one something; nothing if it gives no answer. */
  Optional<byte[]> ask(NodeId member, byte[] question, int longestAnswer);
}
