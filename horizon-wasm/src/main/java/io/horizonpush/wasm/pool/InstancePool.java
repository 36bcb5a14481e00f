package io.horizonpush.wasm.pool;

import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Instances of one plugin with one configuration, made when they are wanted and used by one request
 * at a time. One that failed is thrown away; so is one that has served enough, is idle for long, or
 * has grown too large: a guest's memory never shrinks.
 *
 * <p>Thread-safe.
 *
 * @param <T> what is pooled
 */
public final class InstancePool<T> implements AutoCloseable {

  /**
   * How many instances there are, and for how long.
   *
   * @param most at once
   * @param patience while waiting for one to become free
   * @param perRequest whether an instance serves one request only
   * @param requests after which one is replaced
   * @param idle after which one is thrown away
   * @param memoryBytes above which one is replaced
   */
  public record Settings(
      int most,
      Duration patience,
      boolean perRequest,
      int requests,
      Duration idle,
      long memoryBytes) {}

  private final Settings settings;
  private final Supplier<T> maker;
  private final ToLongFunction<T> memory;
  private final MemoryBudget.Reservation reservation;
  private final LongSupplier clock;
  private final Semaphore slots;

  /** What waits to be used, the one used last first. Guarded by this. */
  private final Deque<Pooled<T>> idle = new ArrayDeque<>();

  private int leased;
  private int lost;
  private boolean retiring;
  private boolean closed;

  private static final class Pooled<T> {

    private final T instance;
    private int requests;
    private long usedAt;

    private Pooled(T instance) {
      this.instance = instance;
    }
  }

  /**
   * @param maker runs on a guest thread; may throw a {@link GuestException}
   * @param memory what an instance takes now, in bytes
   * @param reservation given back when the pool is closed and nobody uses an instance any more
   */
  public InstancePool(
      Settings settings,
      Supplier<T> maker,
      ToLongFunction<T> memory,
      MemoryBudget.Reservation reservation) {
    this(settings, maker, memory, reservation, System::nanoTime);
  }

  InstancePool(
      Settings settings,
      Supplier<T> maker,
      ToLongFunction<T> memory,
      MemoryBudget.Reservation reservation,
      LongSupplier clock) {
    this.settings = settings;
    this.maker = maker;
    this.memory = memory;
    this.reservation = reservation;
    this.clock = clock;
    this.slots = new Semaphore(settings.most(), true);
  }

  /**
   * Waits for the right to use an instance. The instance itself is taken or made by {@link
   * Lease#instance}.
   *
   * @throws GuestException if none becomes free in time, or the pool is closed
   */
  public Lease lease() {
    if (!acquire()) {
      throw new GuestException(
          Thread.currentThread().isInterrupted()
              ? new GuestFailure.Cancelled()
              : new GuestFailure.Busy(
                  "none of %d instances became free within %d ms"
                      .formatted(settings.most(), settings.patience().toMillis())));
    }
    synchronized (this) {
      if (closed) {
        slots.release();
        throw new GuestException(new GuestFailure.Busy("the plugin is being replaced or removed"));
      }
      leased++;
    }
    return new Lease();
  }

  private boolean acquire() {
    try {
      return slots.tryAcquire()
          || slots.tryAcquire(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The number of instances that wait to be used. */
  public synchronized int idle() {
    return idle.size();
  }

  /** The number of instances that are in use. */
  public synchronized int leased() {
    return leased;
  }

  /** Throws away what nobody used for long. To be called now and then. */
  public synchronized void sweep() {
    long now = clock.getAsLong();
    // The one that was used last is the first.
    while (!idle.isEmpty() && now - idle.getLast().usedAt > settings.idle().toNanos()) {
      idle.removeLast();
    }
  }

  private synchronized Optional<Pooled<T>> takeIdle() {
    sweep();
    return Optional.ofNullable(idle.pollFirst());
  }

  private synchronized void giveBack(@Nullable Pooled<T> used, boolean fit) {
    leased--;
    if (used != null && fit && !closed && !retiring && isFitForMore(used)) {
      used.usedAt = clock.getAsLong();
      idle.addFirst(used);
    }
    slots.release();
    releaseWhenOver();
  }

  private boolean isFitForMore(Pooled<T> used) {
    return !settings.perRequest()
        && ++used.requests < settings.requests()
        && memory.applyAsLong(used.instance) <= settings.memoryBytes();
  }

  private void releaseWhenOver() {
    if (closed && leased == 0) {
      reservation.close();
    }
  }

  /**
   * Makes room for a pool that is to take its place: no instance waits to be used any more, and the
   * memory that was set aside may go to others.
   */
  public synchronized void retire() {
    retiring = true;
    idle.clear();
    if (lost == 0) {
      reservation.lend();
    }
  }

  /** What a thread has that was given up is not free, whatever becomes of the pool. */
  private synchronized void lose() {
    lost++;
    reservation.takeBack();
  }

  /** Stays, after all: whatever was to take its place has been closed. */
  public synchronized void stay() {
    retiring = false;
    reservation.takeBack();
  }

  /** Makes no more instances; those in use serve their requests to the end. */
  @Override
  public synchronized void close() {
    closed = true;
    idle.clear();
    releaseWhenOver();
  }

  /** The right to use one instance for one request. Confined to that request. */
  public final class Lease implements AutoCloseable {

    private @Nullable Pooled<T> pooled;
    private boolean failed;
    private boolean over;

    private Lease() {}

    /**
     * The instance: one that waits, or a new one. On a guest thread.
     *
     * @throws GuestException if a new one does not start
     */
    public T instance() {
      if (over) {
        throw new IllegalStateException("The instance was given back");
      }
      if (pooled == null) {
        pooled = takeIdle().orElseGet(() -> new Pooled<>(maker.get()));
      }
      return pooled.instance;
    }

    /** The instance failed and is not to be used again. */
    public void fail(GuestFailure why) {
      failed = true;
      if (why instanceof GuestFailure.Lost) {
        over = true; // Its thread still has it.
        lose();
      }
    }

    /** Gives it back. Idempotent. */
    @Override
    public void close() {
      if (!over) {
        over = true;
        giveBack(pooled, !failed);
      }
    }
  }
}
