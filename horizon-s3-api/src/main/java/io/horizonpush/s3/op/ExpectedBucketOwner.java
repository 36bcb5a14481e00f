package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.ExpectedOwners;
import io.horizonpush.s3.request.ResolvedBuckets;
import java.util.Optional;

/** The check that buckets belong to whom a client expects. Stateless. */
final class ExpectedBucketOwner {

  private ExpectedBucketOwner() {}

  /**
   * Refuses a request whose client expects a bucket to belong to somebody else. One that does not
   * exist belongs to nobody: the operation says so.
   *
   * @throws S3Exception {@code AccessDenied}
   */
  static void check(S3Request<?> request) {
    ExpectedOwners expected = request.expectedOwners();
    if (!expected.isAny() && !(request.input() instanceof BucketInput.CreateBucket)) {
      check(expected.target(), request.buckets().target());
      check(expected.source(), request.buckets().source());
    }
  }

  private static void check(Optional<String> expected, Optional<ResolvedBuckets.Found> found) {
    found
        .flatMap(ResolvedBuckets.Found::bucket)
        .filter(bucket -> expected.filter(id -> !id.equals(bucket.owner().id())).isPresent())
        .ifPresent(
            bucket -> {
              throw S3Exception.accessDenied().with("BucketName", bucket.name().value());
            });
  }
}
