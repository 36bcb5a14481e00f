package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.CircuitBreaker;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.OriginJournal.Task;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks at one origin, a few at once and one of each key, in the order in which they are due.
 * An origin that fails as a whole is left alone for a while, rather than asked about each task.
 *
 * <p>Virtual threads of its own. Thread-safe.
 */
final class Lane implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private static final int AT_ONCE = 4;
  private static final int READ_AHEAD = 4 * AT_ONCE;

  /** A piece that is on its way is sent again by the next process. */
  private static final Duration AT_END = Duration.ofSeconds(2);

  private final OriginId id;
  private final WriteBack.Ground ground;
  private final Settled settled;
  private final CircuitBreaker breaker = new CircuitBreaker(InstantSource.system());
  private final PutOff putOff = new PutOff(InstantSource.system());
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final Bell bell = new Bell();
  private final Thread thread;
  private volatile Optional<String> trouble = Optional.empty();

  /** Whether it had access when it looked last; confined to its own thread. */
  private boolean hasAccess = true;

  private volatile boolean closed;

  private Lane(OriginId id, WriteBack.Ground ground, Settled settled) {
    this.id = id;
    this.ground = ground;
    this.settled = settled;
    this.thread = Thread.ofVirtual().name("horizon-origin-lane").unstarted(this::run);
  }

  static Lane start(OriginId id, WriteBack.Ground ground, Settled settled) {
    Lane lane = new Lane(id, ground, settled);
    lane.thread.start();
    return lane;
  }

  void wake() {
    bell.ring();
  }

  /** Why nothing goes to the origin now, if so. */
  Optional<String> trouble() {
    return trouble;
  }

  /** Tries everything that was put off at once. */
  void retry() {
    ground.journal().retry(id);
    breaker.succeeded();
    bell.ring();
  }

  private void run() {
    // What somebody had to do something about may be well since the last process ended.
    guarded(() -> ground.journal().retry(id));
    while (!closed) {
      guarded(this::round);
      if (!bell.await(WriteBack.LOOKED_INTO)) {
        return;
      }
    }
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.warn("the journal of the origin {} cannot be read and is tried again", id, e);
      }
    }
  }

  private void round() {
    // What is worked on when the journal is read may be put off by the time it is looked at.
    Set<String> busy = Set.copyOf(keys);
    List<Task> due = ground.journal().due(id, READ_AHEAD + busy.size());
    if (due.isEmpty()) {
      return;
    }
    for (Task task : due) {
      if (!busy.contains(task.originKey()) && (closed || !look(task))) {
        return;
      }
    }
  }

  /** Begins a task if its bucket may use the origin; tells whether others may be begun, too. */
  private boolean look(Task task) {
    try {
      Optional<Origin> origin = ground.origins().find(task.bucket(), id).map(KnownOrigin::origin);
      access(origin.isPresent() || ground.origins().knows(id));
      if (origin.isPresent()) {
        return begin(origin.get(), task);
      }
      if (hasAccess) {
        later(task, putOff.decideNotAllowed());
      }
      return hasAccess;
    } catch (OriginException e) {
      hasAccess = false;
      trouble(Optional.of(String.valueOf(e.getMessage())));
      return false;
    }
  }

  private void access(boolean has) {
    trouble(
        has
            ? trouble.filter(why -> hasAccess)
            : Optional.of(
                "this node has no access to the origin %s: add it here with 'origin add'"
                    .formatted(id)));
    hasAccess = has;
  }

  private void trouble(Optional<String> found) {
    if (!found.equals(trouble)) {
      found.ifPresent(why -> LOG.warn("nothing goes to the origin {}: {}", id, why));
    }
    trouble = found;
  }

  /** Begins a task; tells whether others may be begun, too. */
  private boolean begin(Origin origin, Task task) {
    if (!keys.add(task.originKey())) {
      return true;
    }
    boolean begun = false;
    try {
      begun = takePlace() && mayGo();
      if (begun) {
        Thread.ofVirtual().name("horizon-origin-task").start(() -> work(origin, task));
      }
      return begun;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      if (!begun) {
        keys.remove(task.originKey());
      }
    }
  }

  private boolean takePlace() throws InterruptedException {
    boolean taken = false;
    while (!taken && !closed) {
      taken = places.tryAcquire(WriteBack.LOOKED_INTO.toMillis(), TimeUnit.MILLISECONDS);
    }
    return taken;
  }

  /** Whether the origin is not left alone; if it is, the place is given back. */
  private boolean mayGo() {
    try {
      breaker.requireClosed();
      return true;
    } catch (OriginException e) {
      places.release();
      return false;
    }
  }

  private void work(Origin origin, Task task) {
    try {
      new TaskRun(ground, origin, task).run();
      breaker.succeeded();
      trouble(Optional.empty());
    } catch (OriginException e) {
      guarded(() -> failed(task, e));
    } catch (S3Exception e) {
      breaker.succeeded();
      later(task, new PutOff.Decision(putOff.pause(task.attempts()), here(e)));
    } catch (RuntimeException e) {
      breaker.succeeded();
      LOG.warn("an upload of {} failed and is tried again", task.key(), e);
      later(task, new PutOff.Decision(putOff.pause(task.attempts()), Optional.empty()));
    } finally {
      keys.remove(task.originKey());
      places.release();
      settled.say();
      bell.ring();
    }
  }

  private static Optional<String> here(S3Exception e) {
    return Optional.of("its bytes cannot be read here: " + e.getMessage());
  }

  private void failed(Task task, OriginException e) {
    if (!ground.journal().isCurrent(task)) {
      breaker.succeeded(); // What replaced it may have taken its bytes away.
      return;
    }
    boolean ofAll =
        e.fault() instanceof OriginFault.WrongCredentials
            || e.fault() instanceof OriginFault.Misconfigured
            || e.fault() instanceof OriginFault.Denied
            || e.fault() instanceof OriginFault.OverBudget;
    breaker.failed(ofAll ? new OriginFault.Unavailable(Optional.empty()) : e.fault());
    if (ofAll || e.fault().isPassing()) {
      trouble(Optional.of(String.valueOf(e.getMessage())));
    }
    PutOff.Decision decision = putOff.decide(task.attempts(), e);
    if (decision.stuck().isPresent() && !ofAll) {
      LOG.warn("{} is stuck on its way to the origin {}: {}", task.key(), id, e.getMessage());
    }
    later(task, decision);
  }

  private void later(Task task, PutOff.Decision decision) {
    if (closed) {
      return; // It did not fail: this process ends.
    }
    guarded(() -> ground.journal().putOff(task, decision.until(), decision.stuck()));
  }

  /** Begins nothing more, and waits a moment for what goes on. */
  @Override
  public void close() {
    closed = true;
    bell.ring();
    try {
      boolean _ = places.tryAcquire(AT_ONCE, AT_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
