package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.ReadConditions;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.ContentReader;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request as a filter sees it, and all that a filter may change of it without asking again
 * whether that is allowed: its bytes, the metadata that it stores, its conditions. Only a {@link
 * Chain} makes one. Immutable but for its body.
 */
public final class FilteredRequest {

  /** What the filter was given. */
  private final S3Request<?> given;

  private final S3Request<?> changed;

  FilteredRequest(S3Request<?> given, S3Request<?> changed) {
    this.given = given;
    this.changed = changed;
  }

  public RequestId id() {
    return changed.id();
  }

  public Principal principal() {
    return changed.principal();
  }

  /** Where it comes from. */
  public Client client() {
    return changed.client();
  }

  /** What came over the wire. It may hold credentials, which are not for everyone to see. */
  public RequestHead head() {
    return changed.head();
  }

  /** What is asked. */
  public S3Input input() {
    return changed.input();
  }

  /** The bucket that it is about, if it is about one that exists. */
  public Optional<Bucket> bucket() {
    return changed.buckets().existing();
  }

  public RequestBody body() {
    return changed.body();
  }

  /**
   * The request with other bytes. What its client promised about those it sent is verified all the
   * same, but says nothing of these.
   *
   * @param bytes closed when the rest of the chain has answered
   * @param length in bytes; nothing when it is not known
   */
  public FilteredRequest withBody(ContentReader bytes, OptionalLong length) {
    return new FilteredRequest(
        given, changed.with(new ReplacedBody(bytes, length, changed.body())));
  }

  /**
   * The request with somebody who sees its bytes pass. They stay what they are, with their length,
   * checksums and all that its client promised about them.
   */
  public FilteredRequest observed(BodyObserver observer) {
    return new FilteredRequest(given, changed.with(new ObservedBody(changed.body(), observer)));
  }

  /**
   * The request for all of the object, whatever part of it and under whatever conditions it was
   * asked for, by GET or HEAD; without checksums, which are of what is stored.
   *
   * @throws IllegalArgumentException when it reads no object
   */
  public FilteredRequest whole() {
    return with(ChangedInput.whole(changed.input()));
  }

  /**
   * The request with other metadata for the object that it stores.
   *
   * @throws IllegalArgumentException when it stores none, or when the metadata cannot be sent as
   *     headers
   */
  public FilteredRequest withMetadata(ObjectMetadata metadata) {
    return with(ChangedInput.with(metadata, changed.input()));
  }

  /**
   * The request with other conditions.
   *
   * @throws IllegalArgumentException when it reads no object
   */
  public FilteredRequest withConditions(ReadConditions conditions) {
    return with(ChangedInput.with(conditions, changed.input()));
  }

  /**
   * The request with other conditions.
   *
   * @throws IllegalArgumentException when it stores no object
   */
  public FilteredRequest withConditions(WriteConditions conditions) {
    return with(ChangedInput.with(conditions, changed.input()));
  }

  /**
   * The request with other conditions.
   *
   * @throws IllegalArgumentException when it does not delete one object
   */
  public FilteredRequest withConditions(DeleteConditions conditions) {
    return with(ChangedInput.with(conditions, changed.input()));
  }

  private FilteredRequest with(S3Input input) {
    return new FilteredRequest(given, changed.with(input));
  }

  /** The request about something else, which its sender may do there. */
  FilteredRequest moved(S3Request<?> moved) {
    return new FilteredRequest(given, moved);
  }

  /**
   * What became of the request that a filter was given.
   *
   * @throws IllegalArgumentException if this comes from another one, whose sender may do more
   */
  S3Request<?> of(S3Request<?> own) {
    if (given != own) {
      throw new IllegalArgumentException("This is another filter's or another client's request");
    }
    return changed;
  }

  /** Closes the bytes that came in the place of the client's, which the pipeline closes. */
  void closeReplacements() {
    RequestBody body = changed.body();
    while (body != given.body() && body instanceof StandInBody standIn) {
      standIn.close();
      body = standIn.behind();
    }
  }
}
