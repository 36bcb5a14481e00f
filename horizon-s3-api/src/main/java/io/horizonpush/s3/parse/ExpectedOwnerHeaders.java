package io.horizonpush.s3.parse;

import io.horizonpush.s3.request.ExpectedOwners;
import io.horizonpush.s3.request.RequestHead;
import java.util.Optional;

/** The headers in which a client says whom it expects buckets to belong to. Stateless. */
public final class ExpectedOwnerHeaders {

  private ExpectedOwnerHeaders() {}

  public static ExpectedOwners parse(RequestHead head) {
    Optional<String> target = head.header("x-amz-expected-bucket-owner");
    Optional<String> source = head.header("x-amz-source-expected-bucket-owner");
    return target.isEmpty() && source.isEmpty()
        ? ExpectedOwners.ANY
        : new ExpectedOwners(target, source);
  }
}
