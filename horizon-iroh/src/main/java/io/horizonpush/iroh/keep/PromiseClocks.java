package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.IndexHealth;
import io.horizonpush.iroh.index.RelianceTable.StoredClocks;
import io.horizonpush.s3.model.Durability;
import java.time.Duration;
import java.time.Instant;

/**
 * The two clocks of promises. Each errs to the side of whoever counts on one. Promises that this
 * node gave end after so much time in which it ran: no wall clock hurries that. Those that it got
 * end by the wall clock, but for its going back; and a node whose wall clock is at its start behind
 * what it was before counts on none that it got before then. Thread-safe.
 */
public final class PromiseClocks implements AutoCloseable {

  /** How far what is stored may lag. */
  private static final Duration STORED_EVERY = Duration.ofMinutes(1);

  private final Index index;
  private final Clocks clocks;
  private final Duration ranBefore;
  private final Instant base;
  private final Duration begun;

  /** How far the wall clock was put ahead of what ran: that is not taken back. */
  private Duration jumped = Duration.ZERO;

  private volatile Duration stored = Duration.ZERO;

  /** Begins where the clocks of an index were stored last. */
  public PromiseClocks(Index index) {
    this.index = index;
    clocks = index.clocks();
    begun = clocks.running().get();
    base = clocks.wall().instant();
    StoredClocks before = index.read(tables -> tables.reliances().clocks());
    ranBefore = before.given();
    if (base.isBefore(before.got())) {
      index.write(
          Durability.STRICT,
          tables -> {
            tables.reliances().forgetAll();
            tables.reliances().store(new StoredClocks(ranBefore, base));
            return base;
          });
    }
  }

  /** The time by which promises of this node end. */
  Instant ofGiven() {
    return Instant.EPOCH.plus(ranBefore).plus(running());
  }

  /** The time by which promises of others end. */
  synchronized Instant ofGot() {
    Instant wall = clocks.wall().instant();
    Instant least = base.plus(jumped).plus(running());
    if (wall.isAfter(least)) {
      jumped = jumped.plus(Duration.between(least, wall));
      return wall;
    }
    return least;
  }

  private Duration running() {
    return clocks.running().get().minus(begun);
  }

  /** Stores the clocks now and then. */
  void store() {
    if (running().minus(stored).compareTo(STORED_EVERY) >= 0) {
      storeNow();
    }
  }

  private void storeNow() {
    stored = running();
    StoredClocks now = new StoredClocks(Duration.between(Instant.EPOCH, ofGiven()), ofGot());
    index.write(
        Durability.RELAXED,
        tables -> {
          tables.reliances().store(now);
          return now;
        });
  }

  /** Stores them for the next start. */
  @Override
  public void close() {
    if (index.health() instanceof IndexHealth.Writable) {
      storeNow();
    }
  }
}
