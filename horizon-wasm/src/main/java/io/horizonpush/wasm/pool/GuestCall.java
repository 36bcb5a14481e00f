package io.horizonpush.wasm.pool;

import io.horizonpush.wasm.engine.GuestFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One call of a guest, which may be stopped from outside. An interrupt belongs to the call that it
 * is meant for: who stops it announces that first, and the call does not end before the interrupt
 * has been made and taken back. So none is left over for the next call.
 *
 * <p>Thread-safe.
 */
final class GuestCall {

  private static final int RUNNING = 0;
  private static final int STOPPING = 1;
  private static final int STOPPED = 2;
  private static final int DONE = 3;

  private final Thread thread;
  private final Duration cpuBudget;
  private final long cpuAtStart;
  private final long start;
  private final long deadline;
  private final AtomicInteger state = new AtomicInteger(RUNNING);

  /** Written by who stops it, before it says so. */
  private volatile GuestFailure reason = new GuestFailure.Interrupted();

  private volatile long stoppedAt;

  /**
   * @param cpuAtStart of its thread, in nanoseconds
   * @param start by {@link System#nanoTime}
   */
  GuestCall(Thread thread, CallLimits limits, long cpuAtStart, long start) {
    this.thread = thread;
    this.cpuBudget = limits.cpu();
    this.cpuAtStart = cpuAtStart;
    this.start = start;
    this.deadline = start + Math.min(limits.wall().toNanos(), Long.MAX_VALUE / 2);
  }

  long cpuAtStart() {
    return cpuAtStart;
  }

  long start() {
    return start;
  }

  /** The nanoseconds that are left of its time. */
  long left() {
    return deadline - System.nanoTime();
  }

  /** Whether it may have used up its budget: processor time is not more than time. */
  boolean mayBeOverBudget(long now) {
    return now - start > cpuBudget.toNanos();
  }

  boolean isOverBudget(long cpuNow) {
    return cpuNow - cpuAtStart > cpuBudget.toNanos();
  }

  boolean isOverdue(long now) {
    return now - deadline > 0;
  }

  GuestFailure overBudget() {
    return new GuestFailure.OverBudget(cpuBudget);
  }

  /** Stops it, if it still runs. */
  void stop(GuestFailure why) {
    if (state.compareAndSet(RUNNING, STOPPING)) {
      reason = why;
      stoppedAt = System.nanoTime();
      thread.interrupt();
      state.set(STOPPED);
    }
  }

  /** Whether it was stopped so long ago that it will not end. */
  boolean isStuck(long now, Duration grace) {
    return state.get() == STOPPED && now - stoppedAt > grace.toNanos();
  }

  /** Ends it, on its own thread; why it was stopped, if it was. */
  Optional<GuestFailure> end() {
    if (state.compareAndSet(RUNNING, DONE)) {
      return Optional.empty();
    }
    while (state.get() == STOPPING) {
      Thread.onSpinWait();
    }
    Thread.interrupted();
    return Optional.of(reason);
  }
}
