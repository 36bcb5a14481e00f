package io.horizonpush.iroh.sync;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waiting for what other threads do, whose failures become one's own. */
public final class Waiting {

  private Waiting() {}

  /** The value of a future; what it failed with is thrown as it is. */
  public static <T> T on(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }
}
