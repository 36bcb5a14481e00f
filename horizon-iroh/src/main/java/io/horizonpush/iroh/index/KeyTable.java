package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.Owner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The access keys that were made on this node or came to it, and which of them were revoked.
 * Confined to its session's thread.
 */
public final class KeyTable {

  private static final String COLUMNS =
      "id, owner_id, owner_name, secret, grants, created, expires, last_used";

  private final Session session;

  KeyTable(Session session) {
    this.session = session;
  }

  /**
   * An access key.
   *
   * @param secret encrypted
   * @param grants one per line; empty for a key that may do what its owner may
   * @param lastUsed to the minute or so
   */
  public record KeyRow(
      String id,
      Owner owner,
      String secret,
      String grants,
      Instant created,
      Optional<Instant> expires,
      Optional<Instant> lastUsed) {

    public KeyRow withSecret(String changed) {
      return new KeyRow(id, owner, changed, grants, created, expires, lastUsed);
    }

    public KeyRow withGrants(String changed) {
      return new KeyRow(id, owner, secret, changed, created, expires, lastUsed);
    }

    public KeyRow withLastUsed(Optional<Instant> time) {
      return new KeyRow(id, owner, secret, grants, created, expires, time);
    }
  }

  /** A key that is worth nothing any more. */
  public record RevokedRow(String id, Owner owner, Instant created, Instant revoked) {}

  /** Every key that was not revoked, the oldest first. */
  public List<KeyRow> all() {
    return session.all(
        "SELECT " + COLUMNS + " FROM access_key WHERE revoked IS NULL ORDER BY created, id",
        KeyTable::row);
  }

  /**
   * The first keys behind a place in that order, which no key need have.
   *
   * @param after the time of the place
   * @param id at the place
   */
  public List<KeyRow> some(Instant after, String id, int most) {
    return session.all(
        "SELECT "
            + COLUMNS
            + " FROM access_key WHERE revoked IS NULL AND (created, id) > (?, ?) ORDER BY created, id LIMIT ?",
        KeyTable::row,
        after.toEpochMilli(),
        id,
        most);
  }

  /** The key of an id, unless it was revoked. */
  public Optional<KeyRow> find(String id) {
    return session.first(
        "SELECT " + COLUMNS + " FROM access_key WHERE id = ? AND revoked IS NULL",
        KeyTable::row,
        id);
  }

  private static KeyRow row(Row row) {
    return new KeyRow(
        row.text(1),
        new Owner(row.text(2), row.text(3)),
        row.text(4),
        row.text(5),
        Instant.ofEpochMilli(row.number(6)),
        row.optionalNumber(7).map(Instant::ofEpochMilli),
        row.optionalNumber(8).map(Instant::ofEpochMilli));
  }

  /** The key of an id, if it was revoked. */
  public Optional<RevokedRow> findRevoked(String id) {
    return session.first(
        "SELECT id, owner_id, owner_name, created, revoked FROM access_key"
            + " WHERE id = ? AND revoked IS NOT NULL",
        row ->
            new RevokedRow(
                row.text(1),
                new Owner(row.text(2), row.text(3)),
                Instant.ofEpochMilli(row.number(4)),
                Instant.ofEpochMilli(row.number(5))),
        id);
  }

  /** Adds a key, or puts it in place of the one of its id. */
  public void put(KeyRow key) {
    session.update(
        "INSERT OR REPLACE INTO access_key (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        key.id(),
        key.owner().id(),
        key.owner().displayName(),
        key.secret(),
        key.grants(),
        key.created().toEpochMilli(),
        key.expires().map(Instant::toEpochMilli).orElse(null),
        key.lastUsed().map(Instant::toEpochMilli).orElse(null));
  }

  /** Notes when a key was used last. */
  public void setLastUsed(String id, Instant time) {
    session.update("UPDATE access_key SET last_used = ? WHERE id = ?", time.toEpochMilli(), id);
  }

  /** Takes a key's secret and grants away for good; tells whether there was one. */
  public boolean revoke(String id, Instant time) {
    return session.update(
            "UPDATE access_key SET secret = '', grants = '', revoked = ?"
                + " WHERE id = ? AND revoked IS NULL",
            time.toEpochMilli(),
            id)
        == 1;
  }

  /** Notes that a key was revoked elsewhere, of which nothing is here. */
  public void putRevoked(RevokedRow key) {
    session.update(
        "INSERT INTO access_key (id, owner_id, owner_name, secret, grants, created, revoked)"
            + " VALUES (?, ?, ?, '', '', ?, ?)",
        key.id(),
        key.owner().id(),
        key.owner().displayName(),
        key.created().toEpochMilli(),
        key.revoked().toEpochMilli());
  }
}
