package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The blobs that plugins read lately, in their order: told to the index now and then, so that a
 * read writes nothing. Thread-safe.
 */
final class PluginReads {

  private static final int MOST = 16_384;

  private final Set<Read> reads = new LinkedHashSet<>();

  private record Read(String plugin, BlobHash blob) {}

  /** Notes that a plugin reads a blob of its own. What more than are remembered is not noted. */
  synchronized void note(String plugin, BlobHash blob) {
    Read read = new Read(plugin, blob);
    if (reads.remove(read) || reads.size() < MOST) {
      reads.add(read);
    }
  }

  /** Tells the index, inside a mutation, what a plugin read. */
  void tell(Tables tables, String plugin) {
    take(plugin).forEach(read -> tables.pluginBlobs().touch(plugin, read.blob()));
  }

  private synchronized List<Read> take(String plugin) {
    List<Read> taken = reads.stream().filter(read -> read.plugin().equals(plugin)).toList();
    taken.forEach(reads::remove);
    return taken;
  }

  /** Tells the index all. */
  void store(Index index) {
    List<Read> taken = takeAll();
    if (!taken.isEmpty()) {
      index.write(
          Durability.RELAXED,
          tables -> {
            taken.forEach(read -> tables.pluginBlobs().touch(read.plugin(), read.blob()));
            return taken;
          });
    }
  }

  private synchronized List<Read> takeAll() {
    List<Read> taken = List.copyOf(reads);
    reads.clear();
    return taken;
  }

  /** Forgets what a plugin read that is gone. */
  synchronized void forget(String plugin) {
    Iterator<Read> each = reads.iterator();
    while (each.hasNext()) {
      if (each.next().plugin().equals(plugin)) {
        each.remove();
      }
    }
  }
}
