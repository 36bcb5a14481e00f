package io.horizonpush.iroh.index;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Says that entries of a bucket were committed, to those who follow it. Thread-safe; whoever says
 * it waits for nobody.
 */
public final class EntryNews {

  private final Map<Long, List<Subscription>> byBucket = new ConcurrentHashMap<>();

  EntryNews() {}

  /** Listens to a bucket from now on. */
  public Subscription subscribe(long bucket) {
    Subscription subscription = new Subscription(bucket);
    byBucket.compute(
        bucket,
        (_, known) -> {
          List<Subscription> all = known == null ? new CopyOnWriteArrayList<>() : known;
          all.add(subscription);
          return all;
        });
    return subscription;
  }

  /** Says that there is something new of each of these buckets. */
  void committed(Set<Long> buckets) {
    for (long bucket : buckets) {
      byBucket.getOrDefault(bucket, List.of()).forEach(Subscription::wake);
    }
  }

  /** Somebody who listens. One thread awaits; closing it ends the listening. */
  public final class Subscription implements AutoCloseable {

    private final long bucket;
    private final Semaphore news = new Semaphore(0);

    private Subscription(long bucket) {
      this.bucket = bucket;
    }

    /** Ends a wait as if there were something new. */
    public void wake() {
      if (news.availablePermits() == 0) {
        news.release();
      }
    }

    /**
     * Waits until something was committed since the last time that this answered true; tells
     * whether that happened in time.
     */
    public boolean await(Duration longest) throws InterruptedException {
      boolean heard = news.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS);
      news.drainPermits();
      return heard;
    }

    @Override
    public void close() {
      byBucket.computeIfPresent(
          bucket,
          (_, all) -> {
            all.remove(this);
            return all.isEmpty() ? null : all;
          });
    }
  }
}
