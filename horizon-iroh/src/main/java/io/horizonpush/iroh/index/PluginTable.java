package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BlobHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The plugins that are installed on this node. Confined to its session's thread. */
public final class PluginTable {

  private final Session session;
  private final PluginPositionTable positions;

  PluginTable(Session session, PluginPositionTable positions) {
    this.session = session;
    this.positions = positions;
  }

  /**
   * A plugin under its name on this node.
   *
   * @param publisher empty for nobody
   * @param current the number of the version that runs
   */
  public record PluginRow(
      String name, boolean enabled, String publisher, int current, List<VersionRow> versions) {

    public PluginRow {
      versions = List.copyOf(versions);
    }
  }

  /**
   * A version of a plugin.
   *
   * @param digest of its file
   * @param choices as the node writes them
   * @param settings encrypted
   */
  public record VersionRow(
      int number, BlobHash digest, String choices, String settings, Instant installed) {}

  /** Every plugin, by name. */
  public List<PluginRow> all() {
    List<PluginRow> rows =
        session.all(
            "SELECT name, enabled, publisher, current FROM plugin ORDER BY name",
            row ->
                new PluginRow(
                    row.text(1), row.number(2) != 0, row.text(3), row.small(4), List.of()));
    return rows.stream()
        .map(
            row ->
                new PluginRow(
                    row.name(),
                    row.enabled(),
                    row.publisher(),
                    row.current(),
                    versions(row.name())))
        .toList();
  }

  private List<VersionRow> versions(String plugin) {
    return session.all(
        "SELECT number, digest, choices, settings, installed FROM plugin_version"
            + " WHERE plugin = ? ORDER BY number",
        row ->
            new VersionRow(
                row.small(1),
                row.hash(2),
                row.text(3),
                row.text(4),
                Instant.ofEpochMilli(row.number(5))),
        plugin);
  }

  /**
   * Puts a plugin in the place of the one of its name, with its versions in the place of others.
   * One that is not enabled hears of nothing that happens meanwhile.
   */
  public void put(PluginRow plugin) {
    session.update(
        "INSERT OR REPLACE INTO plugin (name, enabled, publisher, current) VALUES (?, ?, ?, ?)",
        plugin.name(),
        plugin.enabled() ? 1 : 0,
        plugin.publisher(),
        plugin.current());
    session.update("DELETE FROM plugin_version WHERE plugin = ?", plugin.name());
    for (VersionRow version : plugin.versions()) {
      session.update(
          "INSERT INTO plugin_version (plugin, number, digest, choices, settings, installed)"
              + " VALUES (?, ?, ?, ?, ?, ?)",
          plugin.name(),
          version.number(),
          version.digest(),
          version.choices(),
          version.settings(),
          version.installed().toEpochMilli());
    }
    if (!plugin.enabled()) {
      positions.remove(plugin.name());
    }
    dropFiles();
  }

  /** Forgets a plugin with its versions and the tickets for it; tells whether there was one. */
  public boolean remove(String name) {
    session.update("DELETE FROM plugin_version WHERE plugin = ?", name);
    session.update(
        "DELETE FROM plugin_share_use WHERE share IN (SELECT id FROM plugin_share WHERE plugin = ?)",
        name);
    session.update("DELETE FROM plugin_share WHERE plugin = ?", name);
    positions.remove(name);
    boolean found = session.update("DELETE FROM plugin WHERE name = ?", name) == 1;
    dropFiles();
    return found;
  }

  private void dropFiles() {
    session.update(
        "DELETE FROM plugin_file WHERE digest NOT IN (SELECT digest FROM plugin_version)");
  }

  /** Keeps a file, if it is not here. A version must name it before the transaction ends. */
  public void keep(BlobHash digest, byte[] file) {
    session.update("INSERT OR IGNORE INTO plugin_file (digest, bytes) VALUES (?, ?)", digest, file);
  }

  /** The bytes of a file. */
  public Optional<byte[]> file(BlobHash digest) {
    return session.first(
        "SELECT bytes FROM plugin_file WHERE digest = ?", row -> row.bytes(1), digest);
  }
}
