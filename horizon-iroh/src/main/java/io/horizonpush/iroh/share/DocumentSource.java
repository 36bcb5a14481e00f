package io.horizonpush.iroh.share;

import io.horizonpush.iroh.replica.DocumentCapability;
import io.horizonpush.s3.model.BucketId;

/** Knows the documents of buckets. Thread-safe; blocks its (virtual) thread. */
@FunctionalInterface
public interface DocumentSource {

  /** The documents that a bucket has; made if there is none. */
  Capabilities capabilities(BucketId bucket);

  /**
   * The documents that a bucket has.
   *
   * @param first what is said of members is in it
   * @param current all else is in it; the same one while the bucket is in its first epoch
   */
  record Capabilities(DocumentCapability first, DocumentCapability current) {

    /** The same for one who may only read them. */
    public Capabilities toRead() {
      return new Capabilities(first.toRead(), current.toRead());
    }
  }
}
