package io.horizonpush.iroh.index;

import io.horizonpush.iroh.net.NodeId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far this node has followed the entries of others, and others its own. Confined to its
 * session's thread.
 */
public final class PositionTable {

  /** The text of the entry of a version is the object's key, a NUL, and 16 bytes of an id. */
  private static final String BEHIND =
      """
      SELECT count(*), coalesce(sum(size), 0) FROM (
        SELECT CASE tag
          WHEN 1 THEN coalesce(
            (SELECT size FROM object WHERE bucket = e.bucket AND key = e.key AND is_null = 1),
            (SELECT max(size) FROM version
              WHERE bucket = e.bucket AND key = e.key AND is_null = 1 AND kept = 1))
          WHEN 3 THEN coalesce(
            (SELECT size FROM object WHERE bucket = e.bucket
              AND key = substr(e.key, 1, length(e.key) - 17) AND id = substr(e.key, -16)),
            (SELECT size FROM version WHERE bucket = e.bucket AND kept = 1
              AND key = substr(e.key, 1, length(e.key) - 17) AND id = substr(e.key, -16)))
          END AS size
        FROM entry AS e INDEXED BY entry_sequence
        WHERE bucket = ? AND sequence > ? ORDER BY sequence LIMIT ?)
      """;

  private final Session session;

  PositionTable(Session session) {
    this.session = session;
  }

  /**
   * A place in the entries of another node.
   *
   * @param history of its index: in another one sequences mean something else
   * @param position the sequence there up to which all is here
   * @param taken what was taken from it so far
   */
  public record PeerPosition(String history, long position, Taken taken) {}

  /**
   * An amount of entries.
   *
   * @param bytes of their manifests
   */
  public record Taken(long records, long bytes) {

    public static final Taken NOTHING = new Taken(0, 0);

    public Taken plus(Taken more) {
      return new Taken(records + more.records, bytes + more.bytes);
    }
  }

  /** How far the entries of a node were followed; nothing where they never were. */
  public Optional<PeerPosition> find(long bucket, NodeId peer) {
    return session.first(
        "SELECT history, position, records, bytes FROM peer_position WHERE bucket = ? AND peer = ?",
        row ->
            new PeerPosition(row.text(1), row.number(2), new Taken(row.number(3), row.number(4))),
        bucket,
        peer.bytes());
  }

  /** Notes how far it is now. */
  public void put(long bucket, NodeId peer, PeerPosition position) {
    session.update(
        "INSERT OR REPLACE INTO peer_position (bucket, peer, history, position, records, bytes)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        bucket,
        peer.bytes(),
        position.history(),
        position.position(),
        position.taken().records(),
        position.taken().bytes());
  }

  /**
   * How far the entries of a node are here, whoever brought them.
   *
   * @param history of its index
   * @param position the sequence there up to which all is here
   */
  public record Reached(NodeId node, String history, long position) {}

  /**
   * How far the entries of each node are here: of those that were followed, and of others by way of
   * them.
   */
  public Map<NodeId, Reached> reached(long bucket) {
    Map<NodeId, Reached> reached = new HashMap<>();
    String columns = "SELECT peer, history, position FROM ";
    for (String table : List.of("peer_reach", "peer_position")) {
      session
          .all(
              columns + table + " WHERE bucket = ?",
              row -> new Reached(NodeId.of(row.bytes(1)), row.text(2), row.number(3)),
              bucket)
          .forEach(each -> reached.merge(each.node(), each, PositionTable::further));
    }
    return reached;
  }

  /** What was followed counts, where the other is of another history. */
  private static Reached further(Reached byOthers, Reached followed) {
    return byOthers.history().equals(followed.history())
            && byOthers.position() > followed.position()
        ? byOthers
        : followed;
  }

  /** Notes how far the entries of a node are here by way of others. */
  public void reach(long bucket, Reached reached) {
    session.update(
        "INSERT OR REPLACE INTO peer_reach (bucket, peer, history, position) VALUES (?, ?, ?, ?)",
        bucket,
        reached.node().bytes(),
        reached.history(),
        reached.position());
  }

  /**
   * How far a node has followed this one, or others that did.
   *
   * @param position the sequence here up to which it has all
   * @param heard when it said so
   */
  public record Seen(long position, Instant heard) {}

  /** Notes how far a node has followed this one. */
  public void see(long bucket, NodeId peer, Seen seen) {
    session.update(
        "INSERT OR REPLACE INTO peer_seen (bucket, peer, position, heard) VALUES (?, ?, ?, ?)",
        bucket,
        peer.bytes(),
        seen.position(),
        seen.heard().toEpochMilli());
  }

  /** How far each node has followed this one. */
  public Map<NodeId, Seen> seen(long bucket) {
    Map<NodeId, Seen> seen = new HashMap<>();
    session
        .all(
            "SELECT peer, position, heard FROM peer_seen WHERE bucket = ?",
            row ->
                Map.entry(
                    NodeId.of(row.bytes(1)),
                    new Seen(row.number(2), Instant.ofEpochMilli(row.number(3)))),
            bucket)
        .forEach(each -> seen.put(each.getKey(), each.getValue()));
    return seen;
  }

  /**
   * What somebody lacks who has this node's entries of a bucket up to a sequence.
   *
   * @param bytes of the objects that those are about, as far as they are here: what the entries
   *     themselves take is not counted
   */
  public record Behind(long entries, long bytes) {}

  /** How much of a bucket is behind a sequence, of which at most so many entries are counted. */
  public Behind behind(long bucket, long position, int limit) {
    return session
        .first(BEHIND, row -> new Behind(row.number(1), row.number(2)), bucket, position, limit)
        .orElseThrow();
  }

  /** How many entries of a bucket are behind a sequence, of which at most so many are counted. */
  public long entriesBehind(long bucket, long position, int limit) {
    return session.number(
        "SELECT count(*) FROM (SELECT 1 FROM entry INDEXED BY entry_sequence"
            + " WHERE bucket = ? AND sequence > ? LIMIT ?)",
        bucket,
        position,
        limit);
  }

  /** Forgets who has what of a bucket that is gone. */
  public void forgetSeen(long bucket) {
    session.update("DELETE FROM peer_seen WHERE bucket = ?", bucket);
  }

  /** Forgets how far it is, because what was taken is lost or the bucket is gone. */
  public void removeAll(long bucket) {
    session.update("DELETE FROM peer_position WHERE bucket = ?", bucket);
    session.update("DELETE FROM peer_reach WHERE bucket = ?", bucket);
  }
}
