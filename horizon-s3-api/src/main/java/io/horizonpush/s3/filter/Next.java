package io.horizonpush.s3.filter;

/**
 * What follows a filter: the next one, and in the end the operation. Of use once, for the filter's
 * own request, and until the filter returns.
 */
public interface Next {

  /**
   * Passes a request on.
   *
   * @param request the filter's own, or what its {@code with…} methods made of it
   * @throws IllegalArgumentException for another one
   */
  Outcome proceed(FilteredRequest request);

  /**
   * Passes a request on that is to be about something else, once its sender is known to be allowed
   * that: {@code AccessDenied} otherwise.
   *
   * @throws IllegalArgumentException for another request, or one that cannot be rewritten so
   */
  Outcome rewritten(FilteredRequest request, Rewrite rewrite);
}
