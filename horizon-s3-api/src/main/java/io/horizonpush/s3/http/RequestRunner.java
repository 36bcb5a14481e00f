package io.horizonpush.s3.http;

import io.horizonpush.s3.pipeline.Exchange;
import java.util.concurrent.RejectedExecutionException;

/** Has each request served on a thread of its own. */
@FunctionalInterface
interface RequestRunner {

  /**
   * Begins to serve it.
   *
   * @throws RejectedExecutionException if the server is closing
   */
  void run(Exchange exchange);
}
