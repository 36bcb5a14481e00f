package io.horizonpush.iroh.index;

import java.util.Optional;

/** What this node is to do as the home of buckets. Confined to its session's thread. */
public final class HomeDutyTable {

  private final Session session;

  HomeDutyTable(Session session) {
    this.session = session;
  }

  /**
   * A home that this node is, or was.
   *
   * @param given whether it gave that up
   * @param next the largest number of a home that it knows to be taken
   */
  public record Duty(long number, boolean given, long next) {

    /** The same, given up for the home of the next number. */
    public Duty giveUp() {
      return new Duty(number, true, next + 1);
    }
  }

  public Optional<Duty> find(long bucket) {
    return session.first(
        "SELECT number, given, next FROM home_duty WHERE bucket = ?",
        row -> new Duty(row.number(1), row.number(2) == 1, row.number(3)),
        bucket);
  }

  public void put(long bucket, Duty duty) {
    session.update(
        "INSERT OR REPLACE INTO home_duty (bucket, number, given, next) VALUES (?, ?, ?, ?)",
        bucket,
        duty.number(),
        duty.given() ? 1 : 0,
        duty.next());
  }

  /** Forgets a bucket that was left. */
  public void removeAll(long bucket) {
    session.update("DELETE FROM home_duty WHERE bucket = ?", bucket);
  }
}
