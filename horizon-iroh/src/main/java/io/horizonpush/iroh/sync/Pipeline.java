package io.horizonpush.iroh.sync;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Work that is done beside its thread, one piece after the other: one is under way and the next one
 * waits with whoever brings it. What one throws, the next call throws. Confined to its thread.
 */
final class Pipeline implements AutoCloseable {

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  /** Begins a piece once the one before is done. */
  void submit(Runnable work) {
    drain();
    running = CompletableFuture.runAsync(work, threads);
  }

  /** Waits until all is done. */
  void drain() {
    try {
      running.join();
    } catch (CompletionException e) {
      running = CompletableFuture.completedFuture(null);
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    threads.close();
  }
}
