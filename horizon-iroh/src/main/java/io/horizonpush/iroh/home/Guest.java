package io.horizonpush.iroh.home;

import io.horizonpush.iroh.index.DecisionTable;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * What one member may ask a home: so much at one time, and no more in the time for which decisions
 * are remembered than leaves room for those of others. Thread-safe.
 */
final class Guest {

  private final Semaphore atOnce;
  private final double most;
  private final double perNano;
  private double left;
  private long since = System.nanoTime();

  /**
   * @param atOnce questions at one time
   * @param most decisions in {@link DecisionTable#REMEMBERED}
   */
  Guest(int atOnce, int most) {
    this(atOnce, most, DecisionTable.REMEMBERED);
  }

  Guest(int atOnce, int most, Duration time) {
    this.atOnce = new Semaphore(atOnce);
    this.most = most;
    this.left = most;
    this.perNano = (double) most / time.toNanos();
  }

  /** Begins a question, unless there are too many; it is to be ended. */
  boolean begin() {
    return atOnce.tryAcquire();
  }

  void end() {
    atOnce.release();
  }

  /** Whether one more decision is in order. */
  synchronized boolean mayDecide() {
    long now = System.nanoTime();
    left = Math.min(most, left + (now - since) * perNano);
    since = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
