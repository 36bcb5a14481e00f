package io.horizonpush.node.metrics;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.pipeline.RequestObserver;
import io.horizonpush.s3.request.S3Operation;

/** The observer that counts requests. Thread-safe; does not block. */
public final class RequestMetrics implements RequestObserver {

  private static final String UNKNOWN = "Unknown";
  private static final int FORBIDDEN = 403;

  private final NodeMetrics metrics;

  public RequestMetrics(NodeMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void completed(Completed request) {
    Answered answered = request.answered();
    metrics.requestFinished(
        new RequestMeasure(
            request.asked().operation().map(S3Operation::operationName).orElse(UNKNOWN),
            answered.status(),
            request.timing().toFirstByteNanos(),
            request.timing().durationNanos(),
            answered.bytesIn(),
            answered.bytesOut()));
    answered
        .error()
        .filter(error -> error.status() == FORBIDDEN)
        .map(S3ErrorCode::code)
        .ifPresent(metrics::authFailure);
  }
}
