package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.FilteredRequest;
import io.horizonpush.s3.filter.UnsignedRequest;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.request.S3Input;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What came, and who sent it.
 *
 * @param sender the owner's id, or {@code anonymous}
 * @param length of the body in bytes
 */
record Asked(
    RequestId id,
    Client client,
    RequestHead head,
    S3Input input,
    String sender,
    OptionalLong length,
    Optional<Bucket> bucket) {

  private static final String ANONYMOUS = "anonymous";

  static Asked of(FilteredRequest request) {
    return new Asked(
        request.id(),
        request.client(),
        request.head(),
        request.input(),
        sender(request.principal()),
        request.body().length(),
        request.bucket());
  }

  /** What is known of a request before it is known who sends it. */
  static Asked of(UnsignedRequest request) {
    return new Asked(
        request.id(),
        request.client(),
        request.head(),
        request.input(),
        ANONYMOUS,
        OptionalLong.empty(),
        Optional.empty());
  }

  private static String sender(Principal principal) {
    return switch (principal) {
      case Principal.Public _ -> ANONYMOUS;
      case Principal.KeyHolder _, Principal.Local _, Principal.Identified _ ->
          principal.owner().id();
    };
  }
}
