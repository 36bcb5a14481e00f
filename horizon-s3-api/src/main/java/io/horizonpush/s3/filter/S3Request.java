package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.ExpectedOwners;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.request.ResolvedBuckets;
import io.horizonpush.s3.request.S3Input;

/**
 * An authenticated request for one operation. Only a {@link Chain} makes one: what a filter holds
 * is a {@link FilteredRequest}. Immutable but for its body.
 */
public final class S3Request<I extends S3Input> {

  private final Caller caller;
  private final RequestHead head;
  private final ExpectedOwners expectedOwners;
  private final I input;
  private final ResolvedBuckets buckets;
  private final RequestBody body;

  S3Request(
      Caller caller,
      RequestHead head,
      ExpectedOwners expectedOwners,
      I input,
      ResolvedBuckets buckets,
      RequestBody body) {
    this.caller = caller;
    this.head = head;
    this.expectedOwners = expectedOwners;
    this.input = input;
    this.buckets = buckets;
    this.body = body;
  }

  public RequestId id() {
    return caller.id();
  }

  public Principal principal() {
    return caller.principal();
  }

  /** Where it comes from. */
  public Client client() {
    return caller.client();
  }

  /** What came over the wire, for policies and filters; operations read {@link #input}. */
  public RequestHead head() {
    return head;
  }

  public ExpectedOwners expectedOwners() {
    return expectedOwners;
  }

  /** What is asked, parsed. */
  public I input() {
    return input;
  }

  /** The buckets that the input names. */
  public ResolvedBuckets buckets() {
    return buckets;
  }

  public RequestBody body() {
    return body;
  }

  /** The same request with other details, but about the same buckets and objects. */
  S3Request<?> with(S3Input detailed) {
    return new S3Request<>(caller, head, expectedOwners, detailed, buckets, body);
  }

  /** The same request about something else, not yet authorised. */
  S3Request<?> with(S3Input rewritten, ResolvedBuckets others) {
    return new S3Request<>(caller, head, expectedOwners, rewritten, others, body);
  }

  /** The same request with other bytes, of which its client promised nothing. */
  S3Request<?> with(ReplacedBody replaced) {
    return new S3Request<>(
        caller, ReplacedBody.withoutPromises(head), expectedOwners, input, buckets, replaced);
  }

  /** The same request with somebody who sees its bytes pass. */
  S3Request<?> with(ObservedBody observed) {
    return new S3Request<>(caller, head, expectedOwners, input, buckets, observed);
  }
}
