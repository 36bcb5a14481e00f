package io.horizonpush.iroh.index;

import io.horizonpush.iroh.net.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What this node decided for other members as the home of buckets, for some time, so that nothing
 * is decided twice because an answer was lost. Confined to its session's thread.
 */
public final class DecisionTable {

  /** How long a decision is remembered at least. */
  public static final Duration REMEMBERED = Duration.ofMinutes(10);

  /** The most that are remembered: beyond that nothing new is decided for others. */
  public static final int MOST = 400_000;

  /** How many that are forgotten make room for a new one: more than one, so that they get fewer. */
  private static final int FORGOTTEN_AT_ONCE = 8;

  private final Session session;

  DecisionTable(Session session) {
    this.session = session;
  }

  /**
   * Who asked, by which id.
   *
   * @param request 32 hexadecimal digits
   */
  public record Name(long bucket, NodeId peer, String request) {}

  /**
   * What was decided.
   *
   * @param content the hash of what was asked, in hexadecimal digits
   * @param outcome nothing where it never will be decided
   */
  public record Decision(String content, Optional<byte[]> outcome) {}

  public Optional<Decision> find(Name name) {
    return session.first(
        "SELECT content, outcome FROM decision WHERE bucket = ? AND peer = ? AND request = ?",
        row -> new Decision(row.text(1), row.optionalBytes(2)),
        name.bucket(),
        name.peer().bytes(),
        name.request());
  }

  /** Forgets some of what is old, and tells whether there is room for another decision. */
  public boolean makeRoom(Instant now) {
    session.update(
        "DELETE FROM decision WHERE id IN (SELECT id FROM decision ORDER BY id LIMIT ?)"
            + " AND decided < ?",
        FORGOTTEN_AT_ONCE,
        now.minus(REMEMBERED).toEpochMilli());
    return session.number("SELECT coalesce(max(id) - min(id), 0) FROM decision") < MOST;
  }

  public void put(Name name, Decision decision, Instant now) {
    session.update(
        "INSERT INTO decision (bucket, peer, request, content, decided, outcome)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        name.bucket(),
        name.peer().bytes(),
        name.request(),
        decision.content(),
        now.toEpochMilli(),
        decision.outcome().orElse(null));
  }

  /** Forgets a bucket that was left. */
  public void removeAll(long bucket) {
    session.update("DELETE FROM decision WHERE bucket = ?", bucket);
  }
}
