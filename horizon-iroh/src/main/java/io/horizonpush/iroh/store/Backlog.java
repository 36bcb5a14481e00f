package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many changes of each bucket are not yet in its document, and the bound on them: past it a
 * writer of that bucket waits a moment for the publisher, and then is told to slow down.
 *
 * <p>Thread-safe.
 */
public final class Backlog {

  /**
   * The most changes of a bucket that wait before its writers are slowed: at some 200 bytes each,
   * 100 MB of index, and two minutes of publishing.
   */
  public static final int LIMIT = 500_000;

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final long limit;
  private final Duration patience;
  private final Map<Long, Long> counts;
  private long total;
  private int wakes;

  /**
   * @param counts the changes that wait already, by bucket
   */
  public Backlog(Map<Long, Long> counts) {
    this(counts, LIMIT, PATIENCE);
  }

  Backlog(Map<Long, Long> counts, long limit, Duration patience) {
    this.counts = new HashMap<>(counts);
    this.total = counts.values().stream().mapToLong(Long::longValue).sum();
    this.limit = limit;
    this.patience = patience;
  }

  /** The number of changes of all buckets that wait. */
  public long count() {
    lock.lock();
    try {
      return total;
    } finally {
      lock.unlock();
    }
  }

  /** The share of the bound that is left where most waits: 1 when nothing does, 0 at the bound. */
  public double room() {
    lock.lock();
    try {
      long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
      return Math.max(0, 1 - (double) most / limit);
    } finally {
      lock.unlock();
    }
  }

  /** Counts changes of a bucket that were committed. */
  void added(long bucket, long changes) {
    if (changes != 0) {
      change(bucket, changes);
    }
  }

  /** Counts changes that were published, or that nobody wants published any more. */
  public void removed(long bucket, long changes) {
    change(bucket, -changes);
  }

  /**
   * Answers when one more change of a bucket is welcome.
   *
   * @throws S3Exception {@code SlowDown} if the publisher does not catch up soon
   */
  void awaitRoom(long bucket) {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (counts.getOrDefault(bucket, 0L) > limit) {
        if (nanos <= 0) {
          throw new S3Exception(S3ErrorCode.SLOW_DOWN, "Please reduce your request rate.");
        }
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new S3Exception(S3ErrorCode.SLOW_DOWN, "Please reduce your request rate.", e);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing waits any more; tells whether that happened in time. */
  public boolean awaitEmpty(Duration timeout) {
    lock.lock();
    try {
      long nanos = timeout.toNanos();
      while (total > 0) {
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

  /** Waits until something waits; tells whether that happened in time. */
  public boolean awaitSome(Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      long nanos = timeout.toNanos();
      int before = wakes;
      while (total <= 0 && nanos > 0 && wakes == before) {
        nanos = changed.awaitNanos(nanos);
      }
      return total > 0;
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

  private void change(long bucket, long changes) {
    lock.lock();
    try {
      total += changes;
      // A change may be published before whoever made it has counted it.
      counts.merge(bucket, changes, (before, more) -> before + more == 0 ? null : before + more);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
