package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import java.util.List;

/** Which other nodes have a bucket, and so may have its bytes and be given them. Thread-safe. */
public interface Holders {

  /** Whether other nodes have a bucket, too. */
  boolean isShared(BucketId bucket);

  /**
   * The members of a bucket that say that a blob came to them through this very bucket, the nearest
   * first. Whoever has it through another one does not count: a record can name whatever its writer
   * has heard of.
   */
  List<Source> having(BucketId bucket, BlobHash blob);

  /** The buckets that a node may read. */
  List<BucketId> readableBy(NodeId peer);
}
