package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import java.util.List;

/** Which other nodes have the bytes of a bucket. Thread-safe. */
public interface Holders {

  /** Whether other nodes have a bucket, too. */
  boolean isShared(BucketId bucket);

  /**
   * Begins to ask the members of a bucket who says that a blob came to it through this very bucket.
   * Whoever has it through another one does not count: a record can name whatever its writer has
   * heard of.
   */
  HolderSearch search(BucketId bucket, BlobHash blob);

  /** What a member tells of the tree of a blob that it says to have; nothing if it does not. */
  List<byte[]> parts(Source member, TreeQuestion question);
}
