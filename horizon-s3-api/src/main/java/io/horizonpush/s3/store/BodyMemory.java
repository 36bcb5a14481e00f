package io.horizonpush.s3.store;

import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that the bytes of bodies may take on their way through the node: one budget for all of
 * them together.
 *
 * <p>A body that a store takes in waits in line until there is room for what has come of it. Once
 * it has begun, it never waits while it holds something: what it asks for beyond is granted or
 * refused at once, and whoever is refused gives back what it has, or fails. A small rest of the
 * budget is for bytes between the network and those who take them; beyond it nothing is read ahead.
 * While it is half used, a body holds nothing when it waits for its client. So no body keeps
 * another from ending, and no client keeps another waiting. Thread-safe.
 */
public final class BodyMemory {

  /** The smallest budget: room for some bodies at once of each way that they take. */
  public static final long SMALLEST = 24 << 20;

  /** How long a request waits for room. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** This part of the budget is for bytes that nobody has taken yet. */
  private static final int PASSING_PART = 4;

  private final long limit;
  private final long passingLimit;
  private final Duration patience;

  private final AtomicLong held = new AtomicLong();
  private final AtomicLong passing = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /** Whoever waits stands in line here; the first of the line has it and waits for room. */
  private final Semaphore first = new Semaphore(1, true);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final AtomicLong waiting = new AtomicLong();

  /**
   * @param limit in bytes
   */
  public BodyMemory(long limit) {
    this(limit, PATIENCE);
  }

  /**
   * @param limit in bytes
   * @param patience how long a request waits for room
   */
  public BodyMemory(long limit, Duration patience) {
    this.passingLimit = limit / PASSING_PART;
    this.limit = limit - passingLimit;
    this.patience = patience;
  }

  /**
   * Begins a body, of which so many bytes have come.
   *
   * @throws S3Exception {@code SlowDown} when there is no room for too long
   */
  public Share begin(long bytes) {
    Share share = new Share();
    share.await(bytes);
    return share;
  }

  /** A share of what must be granted at once, of which nothing is taken yet. */
  public Share share() {
    return new Share();
  }

  /** Counts bytes that have come from the network, or wait to leave by it. Never blocks. */
  public void pass(long bytes) {
    passing.addAndGet(bytes);
  }

  /** Counts out what {@link #pass} counted. Never blocks. */
  public void passed(long bytes) {
    passing.addAndGet(-bytes);
  }

  /** Whether more may be read from the network, or made for it, than is waited for. */
  public boolean mayReadAhead() {
    return passing.get() < passingLimit;
  }

  /**
   * Whether a body has to give back what it holds before it reads on, because it would wait for its
   * client and memory is short. So those that wait for their clients hold little more than half of
   * the budget, however many they are, and the other half is for those that do not.
   */
  public boolean mustGiveWay(ContentReader body) {
    boolean isShort = held.get() > limit / 2 || waiting.get() > 0;
    return isShort && !body.isReady();
  }

  /** All of it, in bytes. */
  public long limit() {
    return limit + passingLimit;
  }

  /** What is in use now, in bytes. */
  public long used() {
    return held.get() + passing.get();
  }

  /** The bodies that wait for room. */
  public long waiting() {
    return waiting.get();
  }

  /** The requests that were refused for want of room. */
  public long refused() {
    return refused.get();
  }

  private boolean tryHold(long bytes) {
    long before = held.get();
    while (before == 0 || before + bytes <= limit) {
      if (held.compareAndSet(before, before + bytes)) {
        return true;
      }
      before = held.get();
    }
    return false;
  }

  private void hold(long bytes) {
    if (waiting.get() == 0 && tryHold(bytes)) {
      return;
    }
    waiting.incrementAndGet();
    try {
      holdInLine(bytes, System.nanoTime() + patience.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw slowDown();
    } finally {
      waiting.decrementAndGet();
    }
  }

  private void holdInLine(long bytes, long deadline) throws InterruptedException {
    if (!first.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      throw slowDown();
    }
    lock.lock();
    try {
      while (!tryHold(bytes)) {
        if (room.awaitNanos(deadline - System.nanoTime()) <= 0 && !tryHold(bytes)) {
          throw slowDown();
        }
      }
    } finally {
      lock.unlock();
      first.release();
    }
  }

  private S3Exception slowDown() {
    refused.incrementAndGet();
    return S3Exception.slowDown();
  }

  private void giveBack(long bytes) {
    held.addAndGet(-bytes);
    if (waiting.get() > 0) {
      lock.lock();
      try {
        room.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  /** What one body holds. Confined to one thread at a time. */
  public final class Share implements AutoCloseable {

    private long mine;

    private Share() {}

    /**
     * Waits in line until it has so many bytes. To be called only while it has none.
     *
     * @throws S3Exception {@code SlowDown} when there is no room for too long
     */
    public void await(long bytes) {
      hold(bytes);
      mine += bytes;
    }

    /** Has so many bytes, if there is room for them and nobody waits. */
    public boolean tryResize(long bytes) {
      if (bytes > mine && (waiting() > 0 || !tryHold(bytes - mine))) {
        return false;
      }
      shrink(bytes);
      mine = bytes;
      return true;
    }

    /**
     * Has so many bytes, if there is room for them.
     *
     * @throws S3Exception {@code SlowDown} if there is not
     */
    public void resize(long bytes) {
      if (!tryResize(bytes)) {
        throw slowDown();
      }
    }

    /** Has so many bytes in any case: for the few that a body must have to end. */
    public void insist(long bytes) {
      if (bytes > mine) {
        held.addAndGet(bytes - mine);
      }
      shrink(bytes);
      mine = bytes;
    }

    private void shrink(long bytes) {
      if (bytes < mine) {
        giveBack(mine - bytes);
      }
    }

    /** Gives everything back. Idempotent. */
    @Override
    public void close() {
      shrink(0);
      mine = 0;
    }
  }
}
