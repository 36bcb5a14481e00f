package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.Durability;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One mutation on its way; its outcome is given away only after the commit. Whoever submits it
 * waits for that; everything else happens on the writer's thread.
 */
final class Submission<T> {
  private final Durability durability;
  private final Mutation<T> mutation;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private @Nullable T outcome;
  private @Nullable Throwable failure;

  Submission(Durability durability, Mutation<T> mutation) {
    this.durability = durability;
    this.mutation = mutation;
  }

  boolean isRelaxed() {
    return durability == Durability.RELAXED;
  }

  /** Runs the mutation, for the first time or again after what it did was undone. */
  void run(Tables tables) {
    outcome = null;
    failure = null;
    outcome = mutation.apply(tables);
  }

  /** Notes why the mutation ended; it has to be undone already. */
  void undone(Throwable thrown) {
    outcome = null;
    failure = thrown;
  }

  void complete() {
    Throwable thrown = failure;
    T value = outcome;
    if (thrown != null) {
      answer.completeExceptionally(thrown);
    } else if (value != null) {
      answer.complete(value);
    } else {
      answer.completeExceptionally(new IllegalStateException("A mutation answered null"));
    }
  }

  void fail(Throwable thrown) {
    answer.completeExceptionally(thrown);
  }

  T await() {
    try {
      return answer.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw e;
      }
    }
  }
}
