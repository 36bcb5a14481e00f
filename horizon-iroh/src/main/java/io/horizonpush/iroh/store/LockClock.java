package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.IndexHealth;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.Durability;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The clock by which locks end: the wall clock, as far as another confirms it. It goes on with the
 * time that the node runs, from the latest time that was confirmed before the start; a wall clock
 * that is moved ahead ends no lock early. The time a node stands still confirms nothing, so its
 * locks end that much later. Thread-safe.
 */
public final class LockClock implements AutoCloseable {

  /** How far the stored time may lag: what a crash costs at most beside the time it takes. */
  private static final Duration STORED_EVERY = Duration.ofMinutes(1);

  private final Index index;
  private final Clocks clocks;
  private final Instant base;
  private final Duration begun;
  private volatile Instant stored;

  /** The clock of an index, which begins where it was stored last. */
  LockClock(Index index) {
    this.index = index;
    clocks = index.clocks();
    Optional<Instant> before = index.read(Tables::confirmed);
    base = before.orElseGet(clocks.wall()::instant);
    begun = clocks.running().get();
    stored = before.orElse(Instant.EPOCH);
  }

  /** The time; at most that of the wall clock. */
  public Instant now() {
    Instant wall = clocks.wall().instant();
    Instant confirmed = confirmed();
    return wall.isBefore(confirmed) ? wall : confirmed;
  }

  /** How far the wall clock is ahead of this. */
  public Duration behind() {
    return Duration.between(now(), clocks.wall().instant());
  }

  private Instant confirmed() {
    return base.plus(clocks.running().get()).minus(begun);
  }

  /** Stores the time now and then, for the next start. */
  void store() {
    if (!now().isBefore(stored.plus(STORED_EVERY))) {
      storeNow();
    }
  }

  /**
   * Stores the time, so that a stop costs no more than the time it takes; but not an earlier one
   * than before, which a wall clock that is far back would leave to every later start.
   */
  @Override
  public void close() {
    if (index.health() instanceof IndexHealth.Writable && now().isAfter(stored)) {
      storeNow();
    }
  }

  private void storeNow() {
    Instant now = now();
    stored = now; // Whatever comes of it: it is tried again when the time has come.
    index.write(
        Durability.RELAXED,
        tables -> {
          tables.confirm(now);
          return now;
        });
  }
}
