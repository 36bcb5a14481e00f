package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many bodies come from one origin at the same time. Thread-safe. */
final class Permits {

  /** Enough to fill a line, and few enough that each goes on. */
  static final int EACH = 32;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ConcurrentMap<OriginId, Semaphore> origins = new ConcurrentHashMap<>();

  /** What lets one body come until it is closed, once. */
  @FunctionalInterface
  interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until a body may come.
   *
   * @throws S3Exception {@code SlowDown} when that takes too long
   */
  Permit take(OriginId origin) {
    Semaphore semaphore = origins.computeIfAbsent(origin, _ -> new Semaphore(EACH, true));
    try {
      if (!semaphore.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw S3Exception.slowDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw S3Exception.slowDown();
    }
    return semaphore::release;
  }
}
