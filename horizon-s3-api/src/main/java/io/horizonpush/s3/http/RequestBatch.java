package io.horizonpush.s3.http;

import io.horizonpush.s3.pipeline.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Begins together the requests that one look at its sockets gave an event loop: to wake a thread
 * for each would cost more than a small request does. Confined to its event loop but for the
 * requests themselves.
 */
final class RequestBatch implements RequestRunner {

  private final Executor eventLoop;
  private final Executor threads;
  private final Consumer<Exchange> service;
  private List<Exchange> waiting = new ArrayList<>();

  /**
   * @param threads runs each task on a thread of its own
   */
  RequestBatch(Executor eventLoop, Executor threads, Consumer<Exchange> service) {
    this.eventLoop = eventLoop;
    this.threads = threads;
    this.service = service;
  }

  @Override
  public void run(Exchange exchange) {
    if (waiting.isEmpty()) {
      // A task of an event loop has its turn when the loop has looked at all sockets.
      eventLoop.execute(this::begin);
    }
    waiting.add(exchange);
  }

  private void begin() {
    List<Exchange> batch = waiting;
    waiting = new ArrayList<>();
    try {
      threads.execute(() -> serve(batch));
    } catch (RejectedExecutionException e) {
      batch.forEach(Exchange::abort);
    }
  }

  /** Serves the first on this thread, the others on threads that this one begins. */
  private void serve(List<Exchange> batch) {
    for (Exchange other : batch.subList(1, batch.size())) {
      try {
        threads.execute(() -> service.accept(other));
      } catch (RejectedExecutionException e) {
        other.abort();
      }
    }
    service.accept(batch.getFirst());
  }
}
