package io.horizonpush.iroh.ffm;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for native work on a (virtual) thread. */
public final class Await {

  private Await() {}

  /**
   * The value of a future.
   *
   * @throws IrohException the future's own; {@code TIMEOUT} if it takes longer than {@code limit};
   *     {@code CLOSED} if this thread is interrupted
   */
  public static <T> T value(CompletableFuture<T> future, Duration limit) {
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (TimeoutException e) {
      // What comes too late is let go by whoever completes the future.
      future.cancel(false);
      throw new IrohException(
          IrohException.Code.TIMEOUT, "No answer within " + limit.toSeconds() + " s");
    } catch (InterruptedException e) {
      throw interrupted(future);
    }
  }

  /**
   * The value of a future that ends when others want it to.
   *
   * @throws IrohException the future's own; {@code CLOSED} if this thread is interrupted
   */
  public static <T> T value(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      throw interrupted(future);
    }
  }

  private static IrohException failure(ExecutionException e) {
    if (e.getCause() instanceof IrohException cause) {
      // A new one, so that its stack trace names the waiting thread.
      return new IrohException(cause.code(), cause.getMessage());
    }
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException("Native work failed", e.getCause());
  }

  private static IrohException interrupted(CompletableFuture<?> future) {
    future.cancel(false);
    Thread.currentThread().interrupt();
    return new IrohException(IrohException.Code.CLOSED, "Interrupted");
  }
}
