package io.horizonpush.iroh.store;

import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ObjectKey;
import java.util.List;
import java.util.Set;

/**
 * A pass over some keys of a bucket that goes to another document, inside the transaction in which
 * it does. Confined to the writer's thread.
 */
sealed interface EpochPass permits EpochOpening, EpochChange {

  /** Does what is to be done with a key. */
  void take(DocumentKey key);

  /** What came of the keys so far. */
  Outcome outcome();

  /**
   * What came of it.
   *
   * @param changed keys whose records may be others now
   * @param released the blobs that they may no longer use
   * @param logged the changes that wait for who follows the bucket
   */
  record Outcome(Set<ObjectKey> changed, List<BlobHash> released, int logged) {}
}
