package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PluginEntryTable.Held;
import io.horizonpush.iroh.index.PluginLimits;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Arrival;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The room that is left in a bucket for what plugins of each member keep there, for the entries of
 * one batch: what the batch before brought may not be counted yet. Confined to one thread.
 */
final class PluginRoom {

  private final Index index;
  private final long bucket;
  private final PluginLimits limits;
  private final Map<WriterId, Held> held = new HashMap<>();

  /**
   * @param limits of what others have
   */
  PluginRoom(Index index, long bucket, PluginLimits limits) {
    this.index = index;
    this.bucket = bucket;
    this.limits = limits;
  }

  /** Whether there is room for an entry; counts it if so. */
  boolean admit(Arrival.OfPlugin arrival) {
    WriterId author = arrival.author();
    DocumentKey key = DocumentKey.ofPlugin(arrival.plugin(), arrival.key());
    Held before = held.computeIfAbsent(author, _ -> index.read(tables -> held(tables, author)));
    Held more = amount(key, arrival.value());
    Held known =
        index
            .read(tables -> tables.pluginEntries().find(bucket, key, author))
            .map(each -> amount(key, each))
            .orElse(Held.NOTHING);
    Held after =
        new Held(
            before.entries() + more.entries() - known.entries(),
            before.gone() + more.gone() - known.gone(),
            before.size() + more.size() - known.size());
    boolean room = limits.hold(after) || isLess(after, before);
    if (room) {
      held.put(author, after);
    }
    return room;
  }

  /** What deletes makes room, however little there is. */
  private boolean isLess(Held after, Held before) {
    return after.entries() <= before.entries()
        && after.size() <= before.size()
        && after.gone() <= limits.gone();
  }

  /** What it has in the document that the bucket is in, or in the one that it goes to. */
  private Held held(Tables tables, WriterId author) {
    Held here = tables.pluginEntries().held(bucket, author);
    Held next =
        tables.epochs().next(bucket).isPresent()
            ? tables.nextEntries().plugins(bucket, author)
            : Held.NOTHING;
    return new Held(
        Math.max(here.entries(), next.entries()),
        Math.max(here.gone(), next.gone()),
        Math.max(here.size(), next.size()));
  }

  private static Held amount(DocumentKey key, Register<Optional<ByteBuffer>> value) {
    long length = key.pluginKey().getBytes(StandardCharsets.UTF_8).length;
    return value
        .value()
        .map(bytes -> new Held(1, 0, length + bytes.remaining()))
        .orElse(new Held(0, 1, 0));
  }
}
