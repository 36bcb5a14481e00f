package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ByteRange;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The loop that reads from an origin: it asks again where that can help, waits between attempts,
 * and stops where it cannot. All clouds are read by it, so that a miss behaves alike whatever is
 * behind.
 *
 * <p>Pauses are drawn evenly from nothing to the longest ("full jitter"), so that readers who
 * failed together do not come back together; where an origin says how long it wants none, no
 * shorter.
 *
 * <p>Thread-safe.
 */
public final class OriginReader {

  private final Origin origin;
  private final CircuitBreaker breaker;
  private final OriginBudget budget;
  private final OriginTraffic traffic;
  private final Patience patience;
  private final Pauses pauses;

  /** Waits. */
  @FunctionalInterface
  interface Pauses {
    void await(Duration pause) throws InterruptedException;
  }

  public OriginReader(Origin origin, OriginBudget budget, Patience patience) {
    this(origin, budget, new OriginTraffic(), patience);
  }

  /**
   * @param traffic counts what is asked and read
   */
  public OriginReader(
      Origin origin, OriginBudget budget, OriginTraffic traffic, Patience patience) {
    this(
        origin,
        budget,
        traffic,
        patience,
        new CircuitBreaker(InstantSource.system()),
        Thread::sleep);
  }

  OriginReader(
      Origin origin,
      OriginBudget budget,
      OriginTraffic traffic,
      Patience patience,
      CircuitBreaker breaker,
      Pauses pauses) {
    this.origin = origin;
    this.budget = budget;
    this.traffic = traffic;
    this.patience = patience;
    this.breaker = breaker;
    this.pauses = pauses;
  }

  /** Whether the origin is left alone for a while, because it failed. */
  public boolean isLeftAlone() {
    return breaker.isOpen();
  }

  /** What is at a key; as {@link Origin#head}, with as many attempts as patience allows. */
  public OriginObject head(String key) {
    return repeated(() -> origin.head(key));
  }

  /**
   * What is at a key, with its tags, where it has some and they may be read: those are another
   * request.
   *
   * @throws OriginException as {@link #head}
   */
  public OriginObject describe(String key) {
    return withTags(head(key));
  }

  /** An object with its tags, likewise. */
  public OriginObject withTags(OriginObject object) {
    if (object.tagCount() == 0) {
      return object;
    }
    try {
      return object.with(repeated(() -> origin.tags(object.key())));
    } catch (OriginException e) {
      if (e.fault().mayBeStoodInFor()) {
        throw e;
      }
      return object; // To read an object is one right, to read its tags another.
    }
  }

  /** A page of the keys that there are; as {@link Origin#list}, with as many attempts. */
  public OriginPage list(OriginListing listing) {
    return repeated(() -> origin.list(listing));
  }

  /**
   * Opens the bytes of one version of an object as a stream that goes on where it broke off; the
   * caller closes it.
   *
   * @param range nothing for all of it
   * @param pin the tag that the object must have; nothing takes what is there, and stays with it
   * @throws OriginException as {@link Origin#open}, when patience ends; over budget
   */
  public ResumingBody open(String key, Optional<ByteRange> range, Optional<String> pin) {
    OriginBody first = repeated(() -> origin.open(key, range, pin));
    try {
      budget.spendBytes(first.range().length());
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
    return new ResumingBody(this, key, first, patience);
  }

  /** Counts what was read of a body. */
  void took(long length) {
    traffic.read(length);
  }

  /** Gives back what was not read of a body. */
  void leave(long length) {
    budget.giveBackBytes(length);
  }

  /** One attempt to go on with a version. */
  OriginBody reopen(String key, ByteRange rest, String tag) {
    return once(() -> origin.open(key, Optional.of(rest), Optional.of(tag)));
  }

  private <T> T repeated(Supplier<T> attempt) {
    for (int failed = 1; ; failed++) {
      admit();
      try {
        return once(attempt);
      } catch (OriginException e) {
        if (failed >= patience.attempts() || !e.fault().isPassing()) {
          throw e;
        }
        pause(failed, e);
      }
    }
  }

  /**
   * Fails at once where the origin is left alone, or nothing may be spent there; what may go is
   * then to be made by {@link #once}.
   */
  void admit() {
    budget.spendRequest();
    try {
      breaker.requireClosed();
    } catch (OriginException e) {
      budget.giveBackRequest();
      throw e;
    }
  }

  private <T> T once(Supplier<T> attempt) {
    @Nullable OriginFault outcome =
        new OriginFault.Broken(); // Of whatever is thrown that no origin throws.
    try {
      T result = MeteredOrigin.counted(traffic, attempt);
      outcome = null;
      return result;
    } catch (OriginException e) {
      outcome = e.fault();
      throw e;
    } finally {
      if (outcome == null) {
        breaker.succeeded();
      } else {
        breaker.failed(outcome);
      }
    }
  }

  /** Tells the breaker of a body that broke off. */
  void broke(OriginException failure) {
    breaker.failed(failure.fault());
  }

  /**
   * Waits before the next attempt.
   *
   * @param failed how many attempts in a row did
   * @throws OriginException the failure itself, when the origin wants a longer pause than patience
   *     allows, or the thread is interrupted
   */
  void pause(int failed, OriginException failure) {
    Duration drawn =
        Duration.ofNanos(
            RandomGenerator.getDefault().nextLong(patience.longest(failed).toNanos() + 1));
    Duration wanted = retryAfter(failure.fault()).orElse(Duration.ZERO);
    if (wanted.compareTo(patience.longestPause()) > 0) {
      throw failure;
    }
    try {
      pauses.await(wanted.compareTo(drawn) > 0 ? wanted : drawn);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }

  private static Optional<Duration> retryAfter(OriginFault fault) {
    return switch (fault) {
      case OriginFault.Throttled throttled -> throttled.retryAfter();
      case OriginFault.Unavailable unavailable -> unavailable.retryAfter();
      default -> Optional.empty();
    };
  }
}
