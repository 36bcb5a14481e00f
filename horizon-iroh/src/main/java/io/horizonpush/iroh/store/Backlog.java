package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many writes are not yet in their bucket's document, and the bound on them: past it a writer
 * waits a moment for the publisher, and then is told to slow down.
 *
 * <p>Thread-safe.
 */
public final class Backlog {

  /**
   * The most writes that wait before writers are slowed: at some 200 bytes each, 100 MB of index,
   * and two minutes of publishing.
   */
  public static final int LIMIT = 500_000;

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final long limit;
  private final Duration patience;
  private long count;
  private int wakes;

  /**
   * @param count the writes that wait already
   */
  public Backlog(long count) {
    this(count, LIMIT, PATIENCE);
  }

  Backlog(long count, long limit, Duration patience) {
    this.count = count;
    this.limit = limit;
    this.patience = patience;
  }

  /** The number of writes that wait. */
  public long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** The share of the bound that is left: 1 when nothing waits, 0 when writers are slowed. */
  public double room() {
    return Math.max(0, 1 - (double) count() / limit);
  }

  /** Counts a write that was committed. */
  void added() {
    change(1);
  }

  /** Counts writes that were published, or that nobody wants published any more. */
  public void removed(long writes) {
    change(-writes);
  }

  /**
   * Answers when one more write is welcome.
   *
   * @throws S3Exception {@code SlowDown} if the publisher does not catch up soon
   */
  void awaitRoom() {
    if (!await(limit, patience)) {
      throw new S3Exception(S3ErrorCode.SLOW_DOWN, "Please reduce your request rate.");
    }
  }

  /** Waits until nothing waits any more; tells whether that happened in time. */
  public boolean awaitEmpty(Duration timeout) {
    return await(0, timeout);
  }

  /** Waits until something waits; tells whether that happened in time. */
  public boolean awaitSome(Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      long nanos = timeout.toNanos();
      int before = wakes;
      while (count <= 0 && nanos > 0 && wakes == before) {
        nanos = changed.awaitNanos(nanos);
      }
      return count > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Ends every wait for something to publish, so that whoever waits can look around. */
  public void wake() {
    lock.lock();
    try {
      wakes++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean await(long most, Duration timeout) {
    lock.lock();
    try {
      long nanos = timeout.toNanos();
      while (count > most) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void change(long writes) {
    lock.lock();
    try {
      count += writes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
