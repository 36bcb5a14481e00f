package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.OriginId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The origins that this node was given access to, and what it has spent at origins. Confined to its
 * session's thread.
 */
public final class KnownOriginTable {

  private static final String COLUMNS = "id, name, description, credentials, added";

  private final Session session;

  KnownOriginTable(Session session) {
    this.session = session;
  }

  /**
   * An origin that this node was given access to.
   *
   * @param name the operator's
   * @param description as the node writes it
   * @param credentials encrypted
   */
  public record OriginRow(
      OriginId id, String name, String description, String credentials, Instant added) {}

  /**
   * What was spent at an origin since a period began.
   *
   * @param amount at least what was spent
   */
  public record Spending(Instant since, long amount) {}

  /** Every origin, by name. */
  public List<OriginRow> all() {
    return session.all(
        "SELECT " + COLUMNS + " FROM known_origin ORDER BY name",
        row ->
            new OriginRow(
                new OriginId(row.writer(1)),
                row.text(2),
                row.text(3),
                row.text(4),
                Instant.ofEpochMilli(row.number(5))));
  }

  /** Adds an origin, or puts it in place of the one of its id. No other may have its name. */
  public void put(OriginRow origin) {
    session.update(
        "INSERT INTO known_origin ("
            + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
            + " description = excluded.description, credentials = excluded.credentials",
        origin.id().writer().bytes(),
        origin.name(),
        origin.description(),
        origin.credentials(),
        origin.added().toEpochMilli());
  }

  /** Forgets an origin; tells whether there was one. */
  public boolean remove(OriginId id) {
    return session.update("DELETE FROM known_origin WHERE id = ?", id.writer().bytes()) == 1;
  }

  /**
   * What was spent at an origin, whether or not it is among these.
   *
   * @param what is counted, such as bytes
   */
  public Optional<Spending> spending(OriginId origin, String what) {
    return session.first(
        "SELECT since, amount FROM origin_spending WHERE origin = ? AND what = ?",
        row -> new Spending(Instant.ofEpochMilli(row.number(1)), row.number(2)),
        origin.writer().bytes(),
        what);
  }

  /** Notes what was spent at an origin. */
  public void spend(OriginId origin, String what, Spending spending) {
    session.update(
        "INSERT OR REPLACE INTO origin_spending (origin, what, since, amount) VALUES (?, ?, ?, ?)",
        origin.writer().bytes(),
        what,
        spending.since().toEpochMilli(),
        spending.amount());
  }
}
