package io.horizonpush.s3.pipeline;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.store.ContentReader;
import java.util.Optional;

/** One request on a connection and the way to answer it. Confined to the request's thread. */
public interface Exchange {

  /** The head as its client sent it: with the host that this named, if a proxy told it. */
  RequestHead head();

  /** Why the request is not HTTP that can be trusted; the connection ends with its answer. */
  Optional<S3Exception> fault();

  /** The body as it came over HTTP, with chunked transfer coding taken off. */
  ContentReader body();

  /** Where the request comes from. */
  Client client();

  /**
   * Hands the answer over to be sent, and returns when that is done or can go on by itself.
   *
   * @param sent told once when the last byte has left or the connection broke; on an event loop
   * @throws RuntimeException what the answer's content throws; check {@link #begun} to see whether
   *     another answer can still be sent
   */
  void send(S3Response response, RequestId id, Sent sent);

  /** Whether the head of an answer has been handed over: then only breaking off is left. */
  boolean begun();

  /** Closes the connection at once. */
  void abort();

  /** How an answer ended. */
  @FunctionalInterface
  interface Sent {

    void ended(Progress progress);
  }

  /** What went over the wire; times as of {@link System#nanoTime}. */
  record Progress(boolean whole, long bytesIn, long bytesOut, long arrivedNanos, long begunNanos) {}
}
