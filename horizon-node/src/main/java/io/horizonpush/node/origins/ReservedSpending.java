package io.horizonpush.node.origins;

import io.horizonpush.fallback.origin.Meter;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.KnownOriginTable.Spending;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.OriginId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was spent at an origin, as the index keeps it: a chunk ahead, so that most requests wait for
 * no disk. A node that dies has counted two chunks too much at most, and never too little.
 *
 * <p>Thread-safe.
 */
final class ReservedSpending implements Meter.Store {

  /** How many chunks a limit has at least, and how many it has where that is not too small. */
  private static final long FEWEST = 10;

  private static final long MOST = 1000;

  private final Index index;
  private final OriginId origin;
  private final String what;
  private final long limit;
  private final long chunk;
  private Meter.@Nullable Spent kept;
  private Meter.@Nullable Spent spent;

  /**
   * @param what is counted, as the index calls it
   * @param usual the least amount that is worth a commit
   */
  ReservedSpending(Index index, OriginId origin, String what, long limit, long usual) {
    this.index = index;
    this.origin = origin;
    this.what = what;
    this.limit = limit;
    this.chunk = Math.max(limit / MOST, Math.min(limit / FEWEST, usual));
  }

  @Override
  public synchronized Optional<Meter.Spent> load() {
    Optional<Meter.Spent> found =
        index
            .read(tables -> tables.knownOrigins().spending(origin, what))
            .map(row -> new Meter.Spent(row.since(), row.amount()));
    kept = found.orElse(null);
    spent = kept;
    return found;
  }

  @Override
  public synchronized void save(Meter.Spent next) {
    boolean covered = isSamePeriod(next) && next.amount() <= kept().amount();
    if (!covered) {
      keep(ahead(next), Durability.STRICT);
    } else if (kept().amount() - next.amount() > 2 * chunk) {
      keep(ahead(next), Durability.RELAXED); // If that is lost, too much is counted.
    }
    spent = next;
  }

  private Meter.Spent ahead(Meter.Spent next) {
    long reserved = Math.max(next.amount(), Math.min(limit, next.amount() + chunk));
    return new Meter.Spent(next.since(), reserved);
  }

  /** The index knows milliseconds. */
  private boolean isSamePeriod(Meter.Spent next) {
    return kept != null && kept.since().toEpochMilli() == next.since().toEpochMilli();
  }

  private Meter.Spent kept() {
    return Objects.requireNonNull(kept);
  }

  private void keep(Meter.Spent next, Durability durability) {
    index.write(
        durability,
        tables -> {
          tables.knownOrigins().spend(origin, what, new Spending(next.since(), next.amount()));
          return next;
        });
    kept = next;
  }

  /** Keeps exactly what was spent. */
  synchronized void settle() {
    if (spent != null && !spent.equals(kept)) {
      keep(spent, Durability.STRICT);
    }
  }
}
