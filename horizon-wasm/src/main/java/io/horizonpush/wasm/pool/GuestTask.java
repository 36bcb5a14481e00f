package io.horizonpush.wasm.pool;

import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A work, from when it is queued until its caller knows what became of it. Thread-safe.
 *
 * <p>Its state only goes forward: queued, running, done; or queued, gone.
 */
final class GuestTask<T> {

  private enum State {
    QUEUED,
    RUNNING,
    GONE,
    DONE
  }

  private final GuestWork<T> work;
  private final Thread caller = Thread.currentThread();
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
  private volatile boolean cancelled;
  private volatile @Nullable GuestThread thread;
  private @Nullable T result;
  private @Nullable Throwable thrown;

  GuestTask(GuestWork<T> work) {
    this.work = work;
  }

  /** Runs it on a guest thread, if its caller still waits. */
  void run(GuestThread on) {
    if (!state.compareAndSet(State.QUEUED, State.RUNNING)) {
      return;
    }
    thread = on;
    try {
      finish(work.run(on), null);
    } catch (Throwable e) {
      finish(null, e);
    }
  }

  /** Gives up on a thread that does not come back. */
  void lose() {
    finish(null, new GuestException(new GuestFailure.Lost()));
  }

  private synchronized void finish(@Nullable T value, @Nullable Throwable error) {
    if (state.get() != State.DONE) {
      result = value;
      thrown = error;
      state.set(State.DONE);
      LockSupport.unpark(caller);
    }
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** Waits until it is done; false if it did not begin in time. */
  boolean await(long nanosToBegin) {
    long until = System.nanoTime() + nanosToBegin;
    boolean interrupted = false;
    while (state.get() != State.DONE) {
      if (Thread.interrupted()) {
        interrupted = true;
        cancel();
      }
      if (state.get() == State.QUEUED) {
        long left = until - System.nanoTime();
        if ((left <= 0 || interrupted) && state.compareAndSet(State.QUEUED, State.GONE)) {
          restore(interrupted);
          return false;
        }
        LockSupport.parkNanos(this, left);
      } else if (state.get() == State.RUNNING) {
        LockSupport.park(this);
      }
    }
    restore(interrupted);
    return true;
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancel() {
    cancelled = true;
    GuestThread on = thread;
    if (on != null) {
      on.stopCall(this, new GuestFailure.Cancelled());
    }
  }

  /** What came of it, once it is done. */
  @SuppressWarnings("NullAway") // What a work gives is what its caller declared.
  T result() {
    switch (thrown) {
      case null -> {
        return result;
      }
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }
}
