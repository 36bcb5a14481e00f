package io.horizonpush.s3.filter;

import io.horizonpush.s3.request.ResolvedBuckets;
import io.horizonpush.s3.request.S3Input;

/** What decides whether a request may do what it asks. Thread-safe. */
public interface Admission {

  /** Looks up the buckets that a request names. */
  ResolvedBuckets resolve(S3Input input);

  /**
   * Lets a request pass that may do what it asks.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code AccessDenied}; {@code NoSuchKey} when only
   *     the object itself could allow it, which is not there, and the sender may know that
   */
  void authorize(S3Request<?> request);
}
