package io.horizonpush.wasm.pool;

import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.pool.GuestThread.Waited;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that a virtual thread does while a guest thread waits for it. */
final class Wait<T> {

  private final Callable<T> work;
  private final Runnable ended;
  private final CompletableFuture<T> future = new CompletableFuture<>();

  /**
   * @param ended run when the work is over, whoever still waits
   */
  Wait(Callable<T> work, Runnable ended) {
    this.work = work;
    this.ended = ended;
  }

  void begin() {
    Thread.ofVirtual().name("guest-wait").start(this::run);
  }

  private void run() {
    try {
      future.complete(work.call());
    } catch (Exception | Error e) {
      future.completeExceptionally(e);
    } finally {
      ended.run();
    }
  }

  Waited<T> end(long nanos) {
    try {
      return new Waited.Done<>(future.get(nanos, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return new Waited.TimedOut<>();
    } catch (ExecutionException e) {
      return new Waited.Failed<>(
          e.getCause() instanceof Exception thrown ? thrown : new IllegalStateException(e));
    } catch (InterruptedException e) {
      // The flag belongs to the call that was stopped, which takes it back when it ends.
      Thread.currentThread().interrupt();
      throw new GuestException(new GuestFailure.Interrupted());
    }
  }
}
