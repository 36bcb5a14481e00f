package io.horizonpush.wasm.pool;

import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.pool.GuestThread.Waited;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which guests run: bounded, of the platform, so that two guests that loop do not
 * stop the virtual threads of all requests. A watchdog stops calls that go over their limits, and
 * replaces a thread that does not stop.
 *
 * <p>Thread-safe. A thread that waits for the node (see {@link GuestThread#await}) does not count
 * among those that run, so that guests which wait do not keep others from running.
 */
public final class GuestThreads implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GuestThreads.class);
  private static final long IDLE_SECONDS = 30;
  private static final Duration TICK = Duration.ofMillis(5);
  private static final Duration WATCH_ON = Duration.ofSeconds(1);

  /**
   * How many threads there are, and how long they are waited for.
   *
   * @param running at once
   * @param most with those that wait for the node or were given up
   * @param queue of works that wait for a thread
   * @param patience while waiting for a thread
   * @param grace until a call that was told to stop is given up
   * @param stackBytes of each thread
   */
  public record Settings(
      int running, int most, int queue, Duration patience, Duration grace, long stackBytes) {

    /** For this machine. */
    public static Settings standard() {
      int processors = Runtime.getRuntime().availableProcessors();
      return new Settings(
          Math.max(2, processors),
          Math.max(32, 8 * processors),
          1_000,
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          1L << 20);
    }
  }

  private final Settings settings;
  private final Runnable alarm;
  private final LinkedTransferQueue<GuestTask<?>> queue = new LinkedTransferQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicInteger idle = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger number = new AtomicInteger();
  private final Set<GuestThread> threads = ConcurrentHashMap.newKeySet();
  private final Set<GuestThread> lost = ConcurrentHashMap.newKeySet();
  private final Semaphore waits;
  private final Thread watchdog;
  private volatile long lastUse = System.nanoTime();
  private volatile boolean watching;
  private volatile boolean closed;

  /**
   * @param alarm run when a thread was given up
   */
  public GuestThreads(Settings settings, Runnable alarm) {
    this.settings = settings;
    this.alarm = alarm;
    this.waits = new Semaphore(4 * settings.most());
    this.watchdog = Thread.ofPlatform().daemon().name("guest-watchdog").start(this::watch);
  }

  /**
   * Runs a work on a guest thread and waits for it. When its caller is interrupted, so is the guest
   * that runs, and the failure is that it was cancelled.
   *
   * @throws GuestException what the work throws, or that no thread became free in time
   */
  public <T> T run(GuestWork<T> work) {
    if (queued.incrementAndGet() > settings.queue() || closed) {
      queued.decrementAndGet();
      throw new GuestException(
          new GuestFailure.Busy(
              "more than %d works wait for a guest thread".formatted(settings.queue())));
    }
    GuestTask<T> task = new GuestTask<>(work);
    queue.add(task);
    begin();
    if (task.await(settings.patience().toNanos())) {
      return task.result();
    }
    if (queue.remove(task)) {
      queued.decrementAndGet();
    }
    throw new GuestException(
        Thread.currentThread().isInterrupted()
            ? new GuestFailure.Cancelled()
            : new GuestFailure.Busy(
                "no guest thread became free within %d ms"
                    .formatted(settings.patience().toMillis())));
  }

  /** The number of threads that were given up and still run. */
  public int lost() {
    return lost.size();
  }

  private void begin() {
    startThreads();
    lastUse = System.nanoTime();
    if (!watching) {
      LockSupport.unpark(watchdog);
    }
  }

  private void startThreads() {
    if (queued.get() > idle.get() && hasRoom()) {
      startThread();
    }
  }

  private boolean hasRoom() {
    int all = threads.size();
    return all - waiting.get() < settings.running() && all + lost.size() < settings.most();
  }

  private synchronized void startThread() {
    if (hasRoom() && !closed) {
      GuestThread thread =
          new GuestThread(this, "guest-" + number.incrementAndGet(), settings.stackBytes());
      threads.add(thread);
      thread.start();
    }
  }

  /** What a thread does: one work after the other. */
  void work(GuestThread thread) {
    try {
      while (!thread.isGivenUp() && !closed) {
        GuestTask<?> next = next();
        if (next == null) {
          return;
        }
        thread.run(next);
        Thread.interrupted(); // None is left by a call; a work might have left one.
      }
    } finally {
      threads.remove(thread);
    }
  }

  private @Nullable GuestTask<?> next() {
    idle.incrementAndGet();
    try {
      GuestTask<?> next = queue.poll(IDLE_SECONDS, TimeUnit.SECONDS);
      if (next != null) {
        queued.decrementAndGet();
      }
      return next;
    } catch (InterruptedException e) {
      return null;
    } finally {
      idle.decrementAndGet();
    }
  }

  <T> Waited<T> await(Callable<T> work, long nanos) {
    if (!waits.tryAcquire()) {
      return new Waited.Refused<>();
    }
    Wait<T> wait = new Wait<>(work, waits::release);
    waiting.incrementAndGet();
    startThreads();
    try {
      wait.begin();
      return wait.end(nanos);
    } finally {
      waiting.decrementAndGet();
    }
  }

  private void watch() {
    while (!closed) {
      if (System.nanoTime() - lastUse > WATCH_ON.toNanos() && isQuiet()) {
        watching = false;
        // Who came meanwhile has written the time of use before it looked whether this watches.
        if (System.nanoTime() - lastUse > WATCH_ON.toNanos()) {
          LockSupport.park(this);
        }
        watching = true;
      }
      LockSupport.parkNanos(this, TICK.toNanos());
      try {
        startThreads();
        watchThreads();
      } catch (RuntimeException e) {
        LOG.error("the watchdog of the guests failed, and goes on", e);
      }
    }
  }

  private boolean isQuiet() {
    return queue.isEmpty() && idle.get() >= threads.size();
  }

  private void watchThreads() {
    long now = System.nanoTime();
    for (GuestThread thread : threads) {
      if (thread.watch(now, settings.grace())) {
        giveUp(thread);
      }
    }
    lost.removeIf(thread -> !thread.isAlive());
  }

  private void giveUp(GuestThread thread) {
    lost.add(thread);
    threads.remove(thread);
    LOG.error(
        "{} did not stop and was given up: a plugin or the runtime is broken", thread.getName());
    try {
      alarm.run();
    } finally {
      thread.giveUp();
    }
  }

  /** Stops what runs and takes nothing more. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watchdog);
    threads.forEach(Thread::interrupt);
  }
}
