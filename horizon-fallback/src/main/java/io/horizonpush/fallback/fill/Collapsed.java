package io.horizonpush.fallback.fill;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Questions that are asked once, each for all who want to know the same meanwhile. Thread-safe;
 * blocks its (virtual) thread.
 */
final class Collapsed<K, V> {

  private final ConcurrentMap<K, CompletableFuture<V>> asked = new ConcurrentHashMap<>();

  /** The answer to a question, of whoever asks it first; what fails does so for all. */
  V get(K question, Supplier<V> answer) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    @Nullable CompletableFuture<V> other = asked.putIfAbsent(question, mine);
    if (other != null) {
      return await(other);
    }
    try {
      mine.complete(answer.get());
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
    } finally {
      asked.remove(question, mine);
    }
    return await(mine);
  }

  /** What comes of something that somebody else does, or what it failed with. */
  static <T> T await(CompletableFuture<T> result) {
    try {
      return result.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw e;
      }
    }
  }
}
