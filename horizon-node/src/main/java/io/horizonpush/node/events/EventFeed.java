package io.horizonpush.node.events;

import io.horizonpush.iroh.store.ChangeNews;
import io.horizonpush.iroh.store.ChangeNews.Subject;
import io.horizonpush.node.admin.EventControl;
import io.horizonpush.node.admin.EventStream;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who listen what changes in the node. While nobody does, and a little longer, so that
 * who comes back hears what it missed, a virtual thread reads anew what is said to have changed and
 * holds it against what was told; else there is none, and nothing is read or kept. Thread-safe.
 */
public final class EventFeed implements EventControl, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

  /** How long the last words to those who listen may take. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final EventSource source;
  private final ChangeNews news;
  private final Bounds bounds;
  private final SecureRandom random = new SecureRandom();
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final Set<Subject> changed = ConcurrentHashMap.newKeySet();
  private final Semaphore wakes = new Semaphore(0);
  private final CountDownLatch closing = new CountDownLatch(1);

  /** What is told now; nothing while nobody listens. */
  private @Nullable EventLog log;

  private volatile boolean ended;

  public EventFeed(EventSource source, ChangeNews news, Bounds bounds) {
    this.source = source;
    this.news = news;
    this.bounds = bounds;
  }

  /**
   * How much is told, and when.
   *
   * @param listeners the most at one time
   * @param kept events for those who come back
   * @param remembered how long it is gone on for them when nobody listens any more
   * @param lookedAt how often that is looked at of which nobody says that it changed
   * @param reread how often everything is
   * @param pause between two readings, during which changes gather
   */
  public record Bounds(
      int listeners,
      int kept,
      Duration remembered,
      Duration lookedAt,
      Duration reread,
      Duration pause) {

    /** Those of a node. */
    public static final Bounds USUAL =
        new Bounds(
            32,
            1000,
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofMillis(100));
  }

  @Override
  public synchronized EventStream listen(Optional<String> last) {
    if (ended) {
      throw unavailable("The node takes no more requests, and tells nothing more.");
    }
    if (listeners.size() >= bounds.listeners()) {
      throw unavailable(
          bounds.listeners() + " listen already: end one of them, or try again later.");
    }
    EventLog telling = log == null ? begin() : log;
    Listener listener = new Listener(telling, last, listeners::remove);
    listeners.add(listener);
    return listener;
  }

  private static S3Exception unavailable(String why) {
    return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, why);
  }

  private EventLog begin() {
    news.listen(this::heard); // Before anything is read: what changes meanwhile is read again.
    EventLog begun = new EventLog(HexFormat.of().toHexDigits(random.nextInt()), bounds.kept());
    try {
      source.subjects().forEach(subject -> begun.take(subject, source.read(subject)));
    } catch (RuntimeException | Error e) {
      news.ignore();
      throw e;
    }
    log = begun;
    Thread.ofVirtual().name("horizon-events").start(() -> run(begun));
    return begun;
  }

  private void heard(Subject subject) {
    if (changed.add(subject)) {
      wake();
    }
  }

  private void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  private void run(EventLog telling) {
    long reread = System.nanoTime();
    long listened = reread;
    try {
      while (!ended) {
        boolean _ = wakes.tryAcquire(bounds.lookedAt().toNanos(), TimeUnit.NANOSECONDS);
        wakes.drainPermits();
        boolean all = since(reread).compareTo(bounds.reread()) >= 0;
        reread = all ? System.nanoTime() : reread;
        tell(telling, all);
        listened = listeners.isEmpty() ? listened : System.nanoTime();
        if (since(listened).compareTo(bounds.remembered()) >= 0 && stop()) {
          return;
        }
        boolean _ = closing.await(bounds.pause().toNanos(), TimeUnit.NANOSECONDS);
      }
      tell(telling, false);
      listeners.forEach(Listener::end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private void tell(EventLog telling, boolean all) {
    Set<Subject> due = new LinkedHashSet<>(source.lookedAt());
    due.addAll(changed);
    changed.removeAll(due); // Before they are read: what changes from here on is heard again.
    boolean fresh = false;
    try {
      if (all) {
        due.addAll(telling.subjects());
        due.addAll(source.subjects());
      }
      for (Subject subject : List.copyOf(due)) {
        fresh |= telling.take(subject, source.read(subject));
        due.remove(subject);
      }
    } catch (RuntimeException e) {
      LOG.debug("What changed could not be read; tried again", e);
      changed.addAll(due);
    }
    if (fresh) {
      listeners.forEach(Listener::wake);
    }
  }

  /** Ends the telling if still nobody listens; tells whether. */
  private synchronized boolean stop() {
    if (!listeners.isEmpty()) {
      return false;
    }
    news.ignore();
    log = null;
    changed.clear();
    return true;
  }

  /**
   * Tells what is still to be told, lets those who listen go, and nobody in any more. Waits for
   * them a moment.
   */
  @Override
  public void close() {
    List<Listener> last;
    synchronized (this) {
      ended = true;
      last = List.copyOf(listeners);
    }
    closing.countDown();
    wake();
    long end = System.nanoTime() + LAST_WORDS.toNanos();
    try {
      for (Listener each : last) {
        boolean _ = each.awaitGone(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    news.ignore();
  }
}
