package io.horizonpush.s3.filter;

/**
 * Something that stands between authorisation and operation: it may answer by itself, or pass the
 * request on, changed as far as {@link FilteredRequest} and {@link Next} allow, and change what
 * becomes of it.
 *
 * <p>Whoever drops an answer closes it. What is thrown reaches the filters before this one as a
 * {@link Outcome.Failed}. Thread-safe; runs on the request's virtual thread and may block.
 */
@FunctionalInterface
public interface Filter {

  Outcome apply(FilteredRequest request, Next next);
}
