package io.horizonpush.node;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes blobs that nothing names any more, from time to time. One virtual thread of its own. */
final class GarbageCollection implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GarbageCollection.class);

  private final Duration interval;
  private final IntSupplier collect;
  private final CountDownLatch closed = new CountDownLatch(1);

  private GarbageCollection(Duration interval, IntSupplier collect) {
    this.interval = interval;
    this.collect = collect;
  }

  /**
   * Starts.
   *
   * @param interval between the end of a collection and the next; zero for never
   * @param collect collects once and answers the number of blobs removed
   */
  static GarbageCollection start(Duration interval, IntSupplier collect) {
    GarbageCollection collection = new GarbageCollection(interval, collect);
    if (interval.isPositive()) {
      Thread.ofVirtual().name("horizon-gc").start(collection::run);
    }
    return collection;
  }

  private void run() {
    try {
      while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        collectOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void collectOnce() {
    try {
      int removed = collect.getAsInt();
      if (removed > 0) {
        log.atInfo().addKeyValue("blobs", removed).log("garbage collected");
      }
    } catch (RuntimeException e) {
      log.warn("the garbage collection failed and will be tried again in {}", interval, e);
    }
  }

  /** Ends it after the collection at hand, which is not waited for. */
  @Override
  public void close() {
    closed.countDown();
  }
}
