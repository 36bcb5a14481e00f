package io.horizonpush.s3.filter;

/**
 * Something that stands in the path of every request: it may answer by itself, pass the request on,
 * changed or not, and change the answer.
 *
 * <p>Thread-safe; runs on the request's virtual thread and may block.
 */
@FunctionalInterface
public interface Filter {

  S3Response apply(S3Request<?> request, Chain next);
}
