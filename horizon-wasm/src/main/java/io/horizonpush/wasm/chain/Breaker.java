package io.horizonpush.wasm.chain;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Takes an entry whose plugin fails again and again out of the way: after some failures within a
 * minute it is in quarantine, from which one request may try it now and then, each time later.
 * Thread-safe.
 */
final class Breaker {

  private static final int MOST_FAILURES = 5;
  private static final long WINDOW = Duration.ofMinutes(1).toNanos();
  private static final long FIRST_REST = Duration.ofSeconds(30).toNanos();
  private static final long LONGEST_REST = Duration.ofMinutes(10).toNanos();

  private final LongSupplier clock;
  private final Deque<Long> failures = new ArrayDeque<>();
  private long rest;
  private long until;
  private boolean trying;

  /** How a request may go on. */
  enum Pass {
    FREE,
    /** It is the one that tries. */
    TRIAL,
    /** The entry is in quarantine. */
    NONE
  }

  /**
   * @param clock as {@link System#nanoTime}
   */
  Breaker(LongSupplier clock) {
    this.clock = clock;
  }

  synchronized Pass enter() {
    if (rest == 0) {
      return Pass.FREE;
    }
    if (trying || clock.getAsLong() - until < 0) {
      return Pass.NONE;
    }
    trying = true;
    return Pass.TRIAL;
  }

  /** A request has ended without a failure of the plugin. */
  synchronized void succeeded(Pass pass) {
    if (pass == Pass.TRIAL) {
      trying = false;
      rest = 0;
      failures.clear();
    }
  }

  /** A request that was to try it never met the plugin. */
  synchronized void untried(Pass pass) {
    if (pass == Pass.TRIAL) {
      trying = false;
    }
  }

  /** The plugin has failed; true if that brought it into quarantine. */
  synchronized boolean failed(Pass pass) {
    long now = clock.getAsLong();
    if (pass == Pass.TRIAL) {
      trying = false;
      rest = Math.min(2 * rest, LONGEST_REST);
      until = now + rest;
      return true;
    }
    failures.removeIf(each -> now - each > WINDOW);
    failures.add(now);
    if (rest > 0 || failures.size() < MOST_FAILURES) {
      return false;
    }
    rest = FIRST_REST;
    until = now + rest;
    return true;
  }

  /** How long it stays in quarantine before it is tried again; nothing if it is in none. */
  synchronized Optional<Duration> quarantine() {
    return rest == 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, until - clock.getAsLong())));
  }
}
