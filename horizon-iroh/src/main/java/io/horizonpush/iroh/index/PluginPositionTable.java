package io.horizonpush.iroh.index;

import java.util.List;
import java.util.Optional;

/** How far plugins have heard of what happened. Confined to its session's thread. */
public final class PluginPositionTable {

  private final Session session;

  PluginPositionTable(Session session) {
    this.session = session;
  }

  /** How far a plugin is in a source; nothing for one that has not begun. */
  public Optional<Long> find(String plugin, String source) {
    return session.first(
        "SELECT position FROM plugin_position WHERE plugin = ? AND source = ?",
        row -> row.number(1),
        plugin,
        source);
  }

  /** The position of who is least far in a source; nothing if nobody has begun. */
  public Optional<Long> least(String source) {
    return session.first(
        "SELECT position FROM plugin_position WHERE source = ? ORDER BY position LIMIT 1",
        row -> row.number(1),
        source);
  }

  /** The plugins that have begun. */
  public List<String> plugins() {
    return session.all("SELECT DISTINCT plugin FROM plugin_position", row -> row.text(1));
  }

  /** Has a plugin begin at a position, if it is installed and enabled, and has not begun. */
  public void begin(String plugin, String source, long position) {
    session.update(
        "INSERT OR IGNORE INTO plugin_position (plugin, source, position)"
            + " SELECT name, ?, ? FROM plugin WHERE name = ? AND enabled = 1",
        source,
        position,
        plugin);
  }

  /** Moves a plugin on from where it is; false if it is not there any more. */
  public boolean advance(String plugin, String source, long from, long to) {
    return session.update(
            "UPDATE plugin_position SET position = ?"
                + " WHERE plugin = ? AND source = ? AND position = ?",
            to,
            plugin,
            source,
            from)
        == 1;
  }

  /** Forgets how far a plugin is: if it ever comes back, it begins with what happens then. */
  public void remove(String plugin) {
    session.update("DELETE FROM plugin_position WHERE plugin = ?", plugin);
  }
}
