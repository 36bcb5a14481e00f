package io.horizonpush.fallback.origin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What was spent of an amount that may be spent in a period. The first spending begins a period;
 * the next one begins when it is over and something is spent again.
 *
 * <p>What is spent is kept before it is: a node that dies has at most counted what it did not get.
 *
 * <p>Thread-safe; the store is called one call at a time.
 */
public final class Meter {

  /**
   * What may be spent.
   *
   * @param amount of bytes or of requests
   */
  public record Limit(long amount, Duration period) {

    public Limit {
      if (amount < 0 || !period.isPositive()) {
        throw OriginException.misconfigured(
            "a budget is an amount in a period, such as 100GiB/30d");
      }
    }
  }

  /** What was spent since a period began. */
  public record Spent(Instant since, long amount) {}

  /** Keeps what was spent. */
  public interface Store {

    /** What was kept last; nothing before anything was. */
    Optional<Spent> load();

    /** Keeps it, durably. */
    void save(Spent spent);
  }

  private final Limit limit;
  private final InstantSource clock;
  private final Store store;
  private Spent spent;
  private Optional<Instant> refusedIn = Optional.empty();

  public Meter(Limit limit, InstantSource clock, Store store) {
    this.limit = limit;
    this.clock = clock;
    this.store = store;
    this.spent = store.load().orElseGet(() -> new Spent(clock.instant(), 0));
  }

  /**
   * Spends.
   *
   * @throws OriginException over budget, with when the next period begins; nothing is spent then
   */
  public synchronized void spend(long amount) {
    Spent now = current();
    if (amount > limit.amount() - now.amount()) {
      refusedIn = Optional.of(now.since());
      throw new OriginException(
          new OriginFault.OverBudget(now.since().plus(limit.period())),
          "the budget of the origin, %d in %s, is spent: raise it or wait until %s"
              .formatted(limit.amount(), limit.period(), now.since().plus(limit.period())));
    }
    keep(new Spent(now.since(), now.amount() + amount));
  }

  /** Gives back what was spent and not used. */
  public synchronized void giveBack(long amount) {
    Spent now = current();
    keep(new Spent(now.since(), Math.max(0, now.amount() - amount)));
  }

  /** What was spent in this period. */
  public synchronized Spent spent() {
    return current();
  }

  /** Whether something was refused in this period. */
  public synchronized boolean hasRefused() {
    return refusedIn.filter(current().since()::equals).isPresent();
  }

  private Spent current() {
    Instant now = clock.instant();
    if (now.isBefore(spent.since())) {
      // The clock was set back: the period would be longer by that.
      return new Spent(now, spent.amount());
    }
    boolean isOver = !now.isBefore(spent.since().plus(limit.period()));
    return isOver || spent.amount() == 0 ? new Spent(now, 0) : spent;
  }

  private void keep(Spent next) {
    store.save(next);
    spent = next;
  }
}
