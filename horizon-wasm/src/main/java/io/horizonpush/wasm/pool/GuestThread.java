package io.horizonpush.wasm.pool;

import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread on which guests run, one call at a time. Its methods are for the thread itself,
 * where it does not say otherwise.
 */
public final class GuestThread extends Thread {

  private static final ThreadMXBean TIMES = ManagementFactory.getThreadMXBean();

  /**
   * Calls that follow each other so closely share a reading of the clock of processor time, which
   * takes longer than most of them: what passed between them counts for the second.
   */
  private static final long ADJACENT_NANOS = 5_000;

  private final GuestThreads pool;
  private volatile @Nullable GuestTask<?> task;
  private volatile @Nullable GuestCall call;
  private volatile boolean given;
  private long lastCpu;
  private long allCpu;
  private long lastWall;
  private long endedAt = System.nanoTime() - ADJACENT_NANOS;
  private long cpuAtEnd;

  GuestThread(GuestThreads pool, String name, long stackBytes) {
    super(null, null, name, stackBytes, false);
    this.pool = pool;
    setDaemon(true);
  }

  /**
   * The thread that runs.
   *
   * @throws IllegalStateException if it is none for guests
   */
  public static GuestThread current() {
    if (Thread.currentThread() instanceof GuestThread guest) {
      return guest;
    }
    throw new IllegalStateException("Guests run on threads of their own");
  }

  @Override
  public void run() {
    pool.work(this);
  }

  void run(GuestTask<?> next) {
    task = next;
    try {
      next.run(this);
    } finally {
      task = null;
    }
  }

  /**
   * Calls a guest, which is stopped when it goes over its limits.
   *
   * @throws GuestException if it fails or is stopped
   * @throws IllegalStateException if another call runs on this thread: guests are not re-entered
   */
  public <T> T call(CallLimits limits, Supplier<T> guest) {
    if (call != null) {
      throw new IllegalStateException("A guest was called from within a guest's call");
    }
    refuse();
    long now = System.nanoTime();
    long cpu = now - endedAt < ADJACENT_NANOS ? cpuAtEnd : TIMES.getCurrentThreadCpuTime();
    GuestCall begun = new GuestCall(this, limits, cpu, now);
    call = begun;
    try {
      T result = guest.get();
      end(begun);
      return result;
    } catch (RuntimeException | Error e) {
      end(begun);
      throw e;
    }
  }

  /** Who gave this thread up, or does not wait any more, may use the instances by now. */
  private void refuse() {
    GuestTask<?> own = task;
    if (given) {
      throw new GuestException(new GuestFailure.Lost());
    }
    if (own != null && own.isCancelled()) {
      throw new GuestException(new GuestFailure.Cancelled());
    }
  }

  private void end(GuestCall begun) {
    if (call == null) {
      return; // It ended by being stopped, which is what is thrown already.
    }
    Optional<GuestFailure> stopped = begun.end();
    call = null;
    cpuAtEnd = TIMES.getCurrentThreadCpuTime();
    endedAt = System.nanoTime();
    lastCpu = cpuAtEnd - begun.cpuAtStart();
    allCpu += lastCpu;
    lastWall = endedAt - begun.start();
    if (stopped.isPresent()) {
      throw new GuestException(stopped.get());
    }
  }

  /** The processor time of the last call, in nanoseconds. */
  public long lastCpuNanos() {
    return lastCpu;
  }

  /** The processor time of all calls so far, in nanoseconds, with those that failed. */
  public long allCpuNanos() {
    return allCpu;
  }

  /** The time of the last call from its beginning to its end, in nanoseconds. */
  public long lastWallNanos() {
    return lastWall;
  }

  /** The time that the running call has left; none when no guest is called. */
  public Duration left() {
    GuestCall running = call;
    return running == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, running.left()));
  }

  /**
   * Lets another thread do what blocks, and waits for it. So an interrupt that stops a guest never
   * reaches what the node reads or writes, where it would close a file or a connection, and a deep
   * stack of the guest's is not the node's. What is not done in time goes on alone.
   *
   * @param most to wait; not longer than the running call has left
   * @return nothing if it was not done in time
   * @throws GuestException if the guest was stopped meanwhile
   */
  public <T> Waited<T> await(Duration most, Callable<T> work) {
    long nanos = Math.min(most.toNanos(), left().toNanos());
    return nanos <= 0 ? new Waited.TimedOut<>() : pool.await(work, nanos);
  }

  /** What came of waiting. */
  public sealed interface Waited<T> {

    record Done<T>(T value) implements Waited<T> {}

    /** It threw. */
    record Failed<T>(Exception thrown) implements Waited<T> {}

    record TimedOut<T>() implements Waited<T> {}

    /** Too much is waited for already. */
    record Refused<T>() implements Waited<T> {}
  }

  /** From any thread: stops the call that runs, if it is of a task. */
  void stopCall(GuestTask<?> of, GuestFailure why) {
    GuestCall running = call;
    if (running != null && task == of) {
      running.stop(why);
    }
  }

  /** From the watchdog: stops what is over its limits; true if the thread is to be given up. */
  boolean watch(long now, Duration grace) {
    GuestCall running = call;
    if (running == null) {
      return false;
    }
    GuestTask<?> own = task;
    if (own != null && own.isCancelled()) {
      running.stop(new GuestFailure.Cancelled());
    } else if (running.isOverdue(now)) {
      running.stop(new GuestFailure.TimedOut());
    } else if (running.mayBeOverBudget(now)
        && running.isOverBudget(TIMES.getThreadCpuTime(threadId()))) {
      running.stop(running.overBudget());
    }
    return running.isStuck(now, grace);
  }

  /** From the watchdog: gives the thread up. */
  void giveUp() {
    given = true;
    GuestTask<?> own = task;
    if (own != null) {
      own.lose();
    }
  }

  /** Whether it was given up and takes nothing more. */
  boolean isGivenUp() {
    return given;
  }
}
