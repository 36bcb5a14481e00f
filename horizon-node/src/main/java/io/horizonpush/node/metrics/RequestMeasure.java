package io.horizonpush.node.metrics;

/**
 * A request as the metrics see it.
 *
 * @param operation the name in the S3 API, or {@code Unknown}
 * @param firstByteNanos from the end of the request's head to the first byte of the answer
 * @param totalNanos from the end of the request's head to the last byte of the answer
 */
public record RequestMeasure(
    String operation,
    int status,
    long firstByteNanos,
    long totalNanos,
    long bytesIn,
    long bytesOut) {}
