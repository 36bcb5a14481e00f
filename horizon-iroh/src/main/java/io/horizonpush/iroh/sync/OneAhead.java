package io.horizonpush.iroh.sync;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Work that is done beside its thread, one piece ahead of it: one is under way and the next one
 * waits with whoever brings it. What one throws, the next call throws, which may be the close.
 * Confined to its thread.
 */
final class OneAhead implements AutoCloseable {

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  /** Begins a piece once the one before is done. */
  void submit(Runnable work) {
    drain();
    running = CompletableFuture.runAsync(work, threads);
  }

  /** Whether nothing is under way. */
  boolean isIdle() {
    return running.isDone();
  }

  /** Waits until all is done. */
  void drain() {
    CompletableFuture<Void> last = running;
    running = CompletableFuture.completedFuture(null);
    Waiting.on(last);
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    try {
      drain();
    } finally {
      threads.close();
    }
  }
}
