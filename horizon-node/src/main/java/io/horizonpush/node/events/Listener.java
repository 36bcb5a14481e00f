package io.horizonpush.node.events;

import io.horizonpush.node.admin.Event;
import io.horizonpush.node.admin.EventStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Somebody who listens. It holds no events but those of the log: one that is so slow that they are
 * gone from there ends, and is told all that there is when it comes back.
 */
final class Listener implements EventStream {

  /** What is told at a time. */
  private static final int SOME = 64;

  private final EventLog log;
  private final Iterator<Event> first;
  private final Consumer<Listener> leave;
  private final Semaphore news = new Semaphore(0);
  private final CountDownLatch gone = new CountDownLatch(1);
  private volatile boolean over;
  private long heard;

  /**
   * @param last the id of the last event that was heard
   * @param leave to be told when this is closed
   */
  Listener(EventLog log, Optional<String> last, Consumer<Listener> leave) {
    this.log = log;
    this.leave = leave;
    OptionalLong place = last.map(log::find).orElse(OptionalLong.empty());
    if (place.isPresent()) {
      this.first = Collections.emptyIterator();
      this.heard = place.getAsLong();
    } else {
      EventLog.Snapshot snapshot = log.snapshot();
      this.first = snapshot.events().iterator();
      this.heard = snapshot.last();
    }
  }

  /** Says that there is something new. */
  void wake() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  /** Ends it once all is told. */
  void end() {
    over = true;
    wake();
  }

  /** Waits until it is closed; tells whether that was in time. */
  boolean awaitGone(Duration longest) throws InterruptedException {
    return gone.await(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public Optional<List<Event>> next(Duration longest) throws InterruptedException {
    if (first.hasNext()) {
      return Optional.of(someOfAll());
    }
    long end = System.nanoTime() + longest.toNanos();
    boolean last = isOver(); // Before it is read: what is told before the end is heard.
    Optional<List<Event>> next = told();
    // Who heard an event before it was woken for it finds nothing new: it goes on waiting.
    while (isNothing(next) && !last && isWoken(end - System.nanoTime())) {
      last = isOver();
      next = told();
    }
    return isNothing(next) && last ? Optional.empty() : next;
  }

  private static boolean isNothing(Optional<List<Event>> told) {
    return told.filter(List::isEmpty).isPresent();
  }

  private boolean isWoken(long nanos) throws InterruptedException {
    boolean woken = news.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    news.drainPermits();
    return woken;
  }

  private List<Event> someOfAll() {
    List<Event> some = new ArrayList<>();
    while (first.hasNext() && some.size() < SOME) {
      some.add(first.next());
    }
    return some;
  }

  private Optional<List<Event>> told() {
    Optional<List<Event>> told = log.after(heard, SOME);
    told.ifPresent(events -> heard += events.size());
    return told;
  }

  private boolean isOver() {
    return over || gone.getCount() == 0;
  }

  @Override
  public void close() {
    gone.countDown();
    leave.accept(this);
    wake();
  }
}
