package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.WriterId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The buckets that other nodes have too, with what this node alone knows about that. Confined to
 * its session's thread.
 */
public final class SharingTable {

  private final Session session;

  SharingTable(Session session) {
    this.session = session;
  }

  /** The first owner of a shared bucket; nothing for one that this node has alone. */
  public Optional<WriterId> founder(long bucket) {
    return session.first(
        "SELECT founder FROM sharing WHERE bucket = ?", row -> row.writer(1), bucket);
  }

  /** The rows of the shared buckets. */
  public List<Long> all() {
    return session.all("SELECT bucket FROM sharing ORDER BY bucket", row -> row.number(1));
  }

  /** Notes that a bucket is shared from now on. */
  public void share(long bucket, WriterId founder) {
    session.update("INSERT INTO sharing (bucket, founder) VALUES (?, ?)", bucket, founder.bytes());
  }

  /** Notes what this node may do by the word of who admitted it. */
  public void admit(long bucket, String mode) {
    session.update("UPDATE sharing SET admitted = ? WHERE bucket = ?", mode, bucket);
  }

  /** What this node may do by the word of who admitted it; nothing for a bucket that began here. */
  public Optional<String> admitted(long bucket) {
    return session
        .first("SELECT admitted FROM sharing WHERE bucket = ?", row -> row.optionalText(1), bucket)
        .flatMap(mode -> mode);
  }

  /** The nodes that a ticket of this node has admitted. */
  public List<String> uses(long bucket, String share) {
    return session.all(
        "SELECT node FROM share_use WHERE bucket = ? AND share = ? ORDER BY node",
        row -> row.text(1),
        bucket,
        share);
  }

  /** Notes that a ticket of this node has admitted a node. */
  public void use(long bucket, String share, String node) {
    session.update(
        "INSERT OR IGNORE INTO share_use (bucket, share, node) VALUES (?, ?, ?)",
        bucket,
        share,
        node);
  }

  /**
   * Where members were met, or said to be when this node joined: addresses, one a line, by node.
   */
  public Map<String, String> hints(long bucket) {
    Map<String, String> hints = new LinkedHashMap<>();
    session
        .all(
            "SELECT node, addresses FROM member_hint WHERE bucket = ? ORDER BY node",
            row -> Map.entry(row.text(1), row.text(2)),
            bucket)
        .forEach(hint -> hints.put(hint.getKey(), hint.getValue()));
    return hints;
  }

  /** Notes where a member was said to be. */
  public void hint(long bucket, String node, String addresses) {
    session.update(
        "INSERT OR REPLACE INTO member_hint (bucket, node, addresses) VALUES (?, ?, ?)",
        bucket,
        node,
        addresses);
  }

  /** Forgets a bucket that was left. */
  public void removeAll(long bucket) {
    session.update("DELETE FROM sharing WHERE bucket = ?", bucket);
    session.update("DELETE FROM share_use WHERE bucket = ?", bucket);
    session.update("DELETE FROM member_hint WHERE bucket = ?", bucket);
  }
}
