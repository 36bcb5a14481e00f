package io.horizonpush.node.plugins;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PluginTable.PluginRow;
import io.horizonpush.iroh.index.PluginTable.VersionRow;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.wasm.registry.ChoicesText;
import io.horizonpush.wasm.registry.PluginStore;
import io.horizonpush.wasm.registry.StoredEntry;
import io.horizonpush.wasm.registry.StoredEntry.StoredVersion;
import java.util.List;
import java.util.Optional;

/**
 * Installed plugins in the node's index: an entry, its versions and its file become durable in one
 * transaction, are in every backup, and come back with it. Settings are encrypted. Thread-safe.
 */
public final class IndexedPlugins implements PluginStore {

  private final Index index;
  private final SecretBox box;
  private final DiskFloor floor;

  /**
   * @param floor of the disk that the index is on: files are not kept below it, all else is
   */
  public IndexedPlugins(Index index, SecretBox box, DiskFloor floor) {
    this.index = index;
    this.box = box;
    this.floor = floor;
  }

  @Override
  public List<StoredEntry> all() {
    return index.read(tables -> tables.plugins().all()).stream().map(this::entry).toList();
  }

  private StoredEntry entry(PluginRow row) {
    return new StoredEntry(
        row.name(),
        row.enabled(),
        Optional.of(row.publisher()).filter(key -> !key.isEmpty()),
        row.current(),
        row.versions().stream().map(version -> version(row.name(), version)).toList());
  }

  private StoredVersion version(String plugin, VersionRow row) {
    return new StoredVersion(
        row.number(),
        row.digest(),
        ChoicesText.read(row.choices(), box.open(sealedName(plugin, row.number()), row.settings())),
        row.installed());
  }

  /** What settings are sealed under: those of one version are not another's. */
  private static String sealedName(String plugin, int version) {
    return "plugin %s version %d".formatted(plugin, version);
  }

  @Override
  public byte[] file(BlobHash digest) {
    return index
        .read(tables -> tables.plugins().file(digest))
        .orElseThrow(() -> new IllegalStateException("The index has no file " + digest));
  }

  @Override
  public void put(StoredEntry entry, Optional<byte[]> file) {
    file.ifPresent(bytes -> floor.require(bytes.length));
    PluginRow row =
        new PluginRow(
            entry.name(),
            entry.enabled(),
            entry.publisher().orElse(""),
            entry.current(),
            entry.versions().stream().map(version -> row(entry.name(), version)).toList());
    index.write(
        Durability.STRICT,
        tables -> {
          file.ifPresent(bytes -> tables.plugins().keep(entry.running().digest(), bytes));
          tables.plugins().put(row);
          return row;
        });
  }

  private VersionRow row(String plugin, StoredVersion version) {
    return new VersionRow(
        version.number(),
        version.digest(),
        ChoicesText.write(version.choices()),
        box.seal(sealedName(plugin, version.number()), version.choices().settings()),
        version.installed());
  }

  @Override
  public void remove(String name) {
    index.write(Durability.STRICT, tables -> tables.plugins().remove(name));
  }
}
