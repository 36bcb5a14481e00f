package io.horizonpush.s3.pipeline;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.request.S3Operation;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Hears of every request once its answer has left, or has failed to. Thread-safe; called on an
 * event loop, so it must not block.
 */
@FunctionalInterface
public interface RequestObserver {

  void completed(Completed request);

  /** A request and what became of it. */
  record Completed(RequestId id, Asked asked, Answered answered, Timing timing) {}

  /**
   * What was asked, and by whom.
   *
   * @param operation nothing when the request failed before it was understood
   * @param rawPath without the query, which may hold signatures
   * @param accessKeyId nothing for a request without a signature, or with a wrong one
   */
  record Asked(
      Optional<S3Operation> operation,
      String method,
      String rawPath,
      Optional<String> accessKeyId,
      InetAddress client) {}

  /**
   * What was answered.
   *
   * @param bytesIn of the request's body, as received
   * @param bytesOut of the answer's body; those handed over when it broke off
   * @param whole whether the answer reached the operating system in full
   */
  record Answered(
      int status, Optional<S3ErrorCode> error, long bytesIn, long bytesOut, boolean whole) {}

  /**
   * How long it took from the head's arrival.
   *
   * @param toFirstByteNanos until the answer's head was handed over
   */
  record Timing(long durationNanos, long toFirstByteNanos) {}
}
