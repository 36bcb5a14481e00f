package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.Use;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.s3.model.BlobHash;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The blobs that plugins keep, each with its use, and in which order they were read. Confined to
 * its session's thread.
 */
public final class PluginBlobTable {

  /** In the place of a bucket, which it is none of: nobody's readers are given such blobs by it. */
  public static final long NO_BUCKET = 0;

  /** Their bytes came here, and no origin is known to have them: they are never evicted. */
  private static final Use USE = new Use(NO_BUCKET, Kind.PLUGIN, true, true);

  private final Session session;
  private final BlobUseTable uses;

  PluginBlobTable(Session session, BlobUseTable uses) {
    this.session = session;
    this.uses = uses;
  }

  /** A blob that a plugin keeps. */
  public record Shelved(String plugin, Used blob) {}

  /** The length in bytes of a blob that a plugin keeps; nothing if it does not. */
  public OptionalLong length(String plugin, BlobHash hash) {
    return session
        .first(
            "SELECT length FROM plugin_blob WHERE plugin = ? AND hash = ?",
            row -> row.number(1),
            plugin,
            hash)
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  /** Has a plugin keep a blob, as the one that was read last. */
  public void put(String plugin, Used blob) {
    if (length(plugin, blob.hash()).isPresent()) {
      uses.came(NO_BUCKET, blob); // Where it is now is known to be right.
      touch(plugin, blob.hash());
      return;
    }
    session.update(
        "INSERT INTO plugin_blob (plugin, hash, length, used) VALUES (?, ?, ?, ?)",
        plugin,
        blob.hash(),
        blob.length(),
        next(plugin));
    uses.add(USE, List.of(blob));
  }

  /** Notes that a blob was read, if the plugin keeps it. */
  public void touch(String plugin, BlobHash hash) {
    session.update(
        "UPDATE plugin_blob SET used = ? WHERE plugin = ? AND hash = ?",
        next(plugin),
        plugin,
        hash);
  }

  private long next(String plugin) {
    return session.number(
            "SELECT coalesce((SELECT used FROM plugin_shelf WHERE plugin = ?), 0)", plugin)
        + 1;
  }

  /** The bytes of all blobs that a plugin keeps. */
  public long size(String plugin) {
    return session.number(
        "SELECT coalesce((SELECT size FROM plugin_shelf WHERE plugin = ?), 0)", plugin);
  }

  /**
   * Drops what a plugin read the longest time ago until the rest has so many bytes at most.
   *
   * @param limit of blobs that are dropped now
   * @return whether it has
   */
  public boolean shrink(String plugin, long size, int limit) {
    long left = size(plugin);
    List<Used> oldest =
        left <= size
            ? List.of()
            : session.all(
                "SELECT hash, length FROM plugin_blob INDEXED BY plugin_blob_used"
                    + " WHERE plugin = ? ORDER BY used LIMIT ?",
                row -> new Used(row.hash(1), row.number(2)),
                plugin,
                limit);
    for (Used blob : oldest) {
      if (left <= size) {
        break;
      }
      remove(plugin, blob);
      left -= blob.length();
    }
    return left <= size;
  }

  /** Drops some blobs of a plugin; tells how many. */
  public int removeSome(String plugin, int limit) {
    List<Used> some =
        session.all(
            "SELECT hash, length FROM plugin_blob WHERE plugin = ? LIMIT ?",
            row -> new Used(row.hash(1), row.number(2)),
            plugin,
            limit);
    some.forEach(blob -> remove(plugin, blob));
    return some.size();
  }

  private void remove(String plugin, Used blob) {
    session.update("DELETE FROM plugin_blob WHERE plugin = ? AND hash = ?", plugin, blob.hash());
    uses.remove(USE, List.of(blob));
  }

  /** The plugins that keep some. */
  public List<String> plugins() {
    return session.all("SELECT plugin FROM plugin_shelf", row -> row.text(1));
  }

  /** Every blob that a plugin keeps. The caller closes the stream. */
  public Stream<Shelved> all() {
    return session.stream(
        "SELECT plugin, hash, length FROM plugin_blob",
        row -> new Shelved(row.text(1), new Used(row.hash(2), row.number(3))));
  }

  /** The plugins of which the bytes are counted wrong. */
  public List<String> miscounted() {
    return session.all(
        "SELECT s.plugin FROM plugin_shelf s WHERE (s.blobs, s.size) <>"
            + " (SELECT count(*), coalesce(sum(b.length), 0) FROM plugin_blob b"
            + " WHERE b.plugin = s.plugin)",
        row -> row.text(1));
  }
}
