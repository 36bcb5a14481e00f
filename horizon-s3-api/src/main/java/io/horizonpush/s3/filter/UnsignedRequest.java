package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.request.S3Input;
import java.util.Set;

/**
 * A request that nobody signed.
 *
 * @param input what is asked
 * @param owners for whom the sender may be taken
 */
public record UnsignedRequest(
    RequestId id, Client client, RequestHead head, S3Input input, Set<Owner> owners) {

  public UnsignedRequest {
    owners = Set.copyOf(owners);
  }
}
