package io.horizonpush.iroh.share;

import io.horizonpush.iroh.replica.DocumentCapability;
import io.horizonpush.s3.model.BucketId;

/** Knows the documents of buckets. Thread-safe; blocks its (virtual) thread. */
@FunctionalInterface
public interface DocumentSource {

  /** The document that a bucket's changes go to; made if there is none. */
  DocumentCapability capability(BucketId bucket);
}
