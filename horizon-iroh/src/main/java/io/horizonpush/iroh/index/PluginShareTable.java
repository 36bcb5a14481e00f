package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BlobHash;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The tickets by which other nodes may have this node's plugins, and who had them. Confined to its
 * session's thread.
 */
public final class PluginShareTable {

  private static final String COLUMNS =
      "id, plugin, digest, key, expires, uses, revoked,"
          + " (SELECT count(*) FROM plugin_share_use WHERE share = id)";

  private final Session session;

  PluginShareTable(Session session) {
    this.session = session;
  }

  /**
   * A ticket for a plugin.
   *
   * @param id in hexadecimal digits
   * @param digest of the file that it gives
   * @param key the ticket's public key, in hexadecimal digits
   * @param uses how many nodes may have it; 0 for any number
   * @param used how many had
   */
  public record PluginShareRow(
      String id,
      String plugin,
      BlobHash digest,
      String key,
      Instant expires,
      int uses,
      int used,
      boolean revoked) {}

  private static PluginShareRow row(Row row) {
    return new PluginShareRow(
        HexFormat.of().formatHex(row.bytes(1)),
        row.text(2),
        row.hash(3),
        HexFormat.of().formatHex(row.bytes(4)),
        Instant.ofEpochSecond(row.number(5)),
        row.small(6),
        row.small(8),
        row.number(7) != 0);
  }

  /** The tickets for a plugin, those included that are over, by their ids. */
  public List<PluginShareRow> of(String plugin) {
    return session.all(
        "SELECT " + COLUMNS + " FROM plugin_share WHERE plugin = ? ORDER BY id",
        PluginShareTable::row,
        plugin);
  }

  public Optional<PluginShareRow> find(String id) {
    return session.first(
        "SELECT " + COLUMNS + " FROM plugin_share WHERE id = ?",
        PluginShareTable::row,
        HexFormat.of().parseHex(id));
  }

  public void add(PluginShareRow share) {
    session.update(
        "INSERT INTO plugin_share (id, plugin, digest, key, expires, uses, revoked)"
            + " VALUES (?, ?, ?, ?, ?, ?, 0)",
        HexFormat.of().parseHex(share.id()),
        share.plugin(),
        share.digest(),
        HexFormat.of().parseHex(share.key()),
        share.expires().getEpochSecond(),
        share.uses());
  }

  /** Takes a ticket back; tells whether there is one. */
  public boolean revoke(String id) {
    return session.update(
            "UPDATE plugin_share SET revoked = 1 WHERE id = ?", HexFormat.of().parseHex(id))
        == 1;
  }

  /** Whether a node has had what a ticket gives. */
  public boolean isUsedBy(String id, byte[] node) {
    return session.number(
            "SELECT count(*) FROM plugin_share_use WHERE share = ? AND node = ?",
            HexFormat.of().parseHex(id),
            node)
        > 0;
  }

  /** Notes that a node has what a ticket gives. */
  public void use(String id, byte[] node) {
    session.update(
        "INSERT OR IGNORE INTO plugin_share_use (share, node) VALUES (?, ?)",
        HexFormat.of().parseHex(id),
        node);
  }
}
