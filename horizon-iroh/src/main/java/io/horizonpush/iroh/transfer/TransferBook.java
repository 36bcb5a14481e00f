package io.horizonpush.iroh.transfer;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.index.TransferTable.Search;
import io.horizonpush.s3.model.Durability;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The transfers as the index keeps them: many are stored at once, and a bounded number of those
 * that are over is kept for a bounded time. Thread-safe; blocks its (virtual) thread.
 */
public final class TransferBook {

  private static final int FORGOTTEN_AT_ONCE = 1000;

  private final Index index;
  private final Rule rule;

  TransferBook(Index index, Rule rule) {
    this.index = index;
    this.rule = rule;
  }

  /**
   * What is kept of transfers that are over.
   *
   * @param most so many of the latest
   * @param age how long
   */
  public record Rule(int most, Duration age) {}

  Instant now() {
    return index.wall().instant();
  }

  /**
   * Stores how transfers are when the writer's turn comes, so that what is stored last is the
   * latest.
   */
  void store(Durability durability, Collection<Transfer> some) {
    if (!some.isEmpty()) {
      index.write(
          durability,
          tables -> {
            some.forEach(each -> tables.transfers().store(each.record()));
            return some;
          });
    }
  }

  List<TransferRecord> unended() {
    return index.read(tables -> tables.transfers().unended());
  }

  long last() {
    return index.read(tables -> tables.transfers().last());
  }

  Optional<TransferRecord> find(long id) {
    return index.read(tables -> tables.transfers().find(id));
  }

  List<TransferRecord> find(Search search, long before, int limit) {
    return index.read(tables -> tables.transfers().find(search, before, limit));
  }

  /** Forgets what is too much or too old. */
  void forget() {
    Instant oldest = now().minus(rule.age());
    int forgotten = FORGOTTEN_AT_ONCE;
    while (forgotten == FORGOTTEN_AT_ONCE) {
      forgotten =
          index.write(
              Durability.RELAXED,
              tables -> tables.transfers().forget(rule.most(), oldest, FORGOTTEN_AT_ONCE));
    }
  }
}
