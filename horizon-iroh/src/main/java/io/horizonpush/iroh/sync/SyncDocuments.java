package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.replica.BucketReplica;
import java.util.Optional;

/** The documents that the entries of shared buckets are in. Thread-safe. */
@FunctionalInterface
public interface SyncDocuments {

  /** The document of a bucket, if there is one. Hold it only briefly. */
  Optional<BucketReplica> find(BucketRow bucket);
}
