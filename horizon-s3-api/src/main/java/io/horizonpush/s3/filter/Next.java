package io.horizonpush.s3.filter;

/**
 * What follows a filter: the next one, and in the end the operation. Of use for the filter's own
 * request, and until the filter returns.
 *
 * <p>Its methods take the filter's own request, or what the {@code with…} methods and {@link
 * #rewritten} made of it, and throw an {@link IllegalArgumentException} for another one.
 */
public interface Next {

  /**
   * Passes a request on. Once: nothing else is of use afterwards.
   *
   * @throws IllegalStateException the second time
   */
  Outcome proceed(FilteredRequest request);

  /**
   * The same request about something else, once its sender is known to be allowed that.
   *
   * @throws IllegalArgumentException for a request that cannot be rewritten so
   * @throws io.horizonpush.s3.model.S3Exception {@code AccessDenied}, and what else the look-up of
   *     the bucket and the decision fail with
   */
  FilteredRequest rewritten(FilteredRequest request, Rewrite rewrite);

  /**
   * What a HEAD would answer that asks for all of the object, without conditions and with the
   * headers that are stored, whatever its client wants to see in their place. Any number of times.
   * The caller closes an answer.
   *
   * @throws IllegalArgumentException for a request that reads no object
   */
  Outcome describe(FilteredRequest request);

  /**
   * What a request that reads an object is answered. As reading changes nothing, any number of
   * times. The caller closes an answer that it does not pass on.
   *
   * @throws IllegalArgumentException for a request that reads no object
   */
  Outcome read(FilteredRequest request);
}
