package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.WriterId;

/**
 * Who may read and write the entries of a bucket, as this node knows at this moment. Asked often;
 * thread-safe, and waits for nobody but the index.
 */
public interface SyncAccess {

  /** Whether a node may have the bucket's entries. */
  boolean mayRead(NodeId peer, BucketId bucket);

  /** Whether a node may write the bucket's entries. */
  boolean mayWrite(NodeId peer, BucketId bucket);

  /** Whether an author's entry of a key counts: of an object, or of a setting. */
  boolean mayWrite(WriterId author, BucketId bucket, DocumentKey key);

  /**
   * Whether the bucket may hold something that this writer wrote and that another passes on: it is
   * or was an author with write right, or an origin of the bucket.
   */
  boolean mayHaveWritten(WriterId writer, BucketId bucket);
}
