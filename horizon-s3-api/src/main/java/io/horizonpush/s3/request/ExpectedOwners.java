package io.horizonpush.s3.request;

import java.util.Optional;

/**
 * The ids of the owners whom a client expects buckets to have.
 *
 * @param target of the bucket that the request is about
 * @param source of the bucket that a copy reads
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html">
 *     AWS: bucket owner condition</a>
 */
public record ExpectedOwners(Optional<String> target, Optional<String> source) {

  public static final ExpectedOwners ANY = new ExpectedOwners(Optional.empty(), Optional.empty());

  /** Whether every owner will do. */
  public boolean isAny() {
    return target.isEmpty() && source.isEmpty();
  }
}
