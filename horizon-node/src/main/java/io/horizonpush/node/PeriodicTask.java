package io.horizonpush.node;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task that is done from time to time beside the requests. One virtual thread of its own. */
final class PeriodicTask implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PeriodicTask.class);

  private final String name;
  private final Duration interval;
  private final Runnable task;
  private final CountDownLatch closed = new CountDownLatch(1);

  private PeriodicTask(String name, Duration interval, Runnable task) {
    this.name = name;
    this.interval = interval;
    this.task = task;
  }

  /**
   * Starts.
   *
   * @param name for the log
   * @param interval between the end of one run and the next; zero for never
   */
  static PeriodicTask start(String name, Duration interval, Runnable task) {
    PeriodicTask periodic = new PeriodicTask(name, interval, task);
    if (interval.isPositive()) {
      Thread.ofVirtual().name("horizon-" + name.replace(' ', '-')).start(periodic::run);
    }
    return periodic;
  }

  private void run() {
    try {
      while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        runOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runOnce() {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      if (FailStop.isFatal(e)) {
        throw e;
      }
      log.warn("the {} failed and will be tried again in {}", name, interval, e);
    }
  }

  /** Ends it after the run at hand, which is not waited for. */
  @Override
  public void close() {
    closed.countDown();
  }
}
