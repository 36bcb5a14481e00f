package io.horizonpush.node.plugins;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.wasm.chain.EventPositions;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** How far plugins have heard of what happened, in the node's index. Thread-safe. */
final class IndexedPositions implements EventPositions {

  private final Index index;

  IndexedPositions(Index index) {
    this.index = index;
  }

  @Override
  public OptionalLong find(String entry, String source) {
    return number(index.read(tables -> tables.pluginPositions().find(entry, source)));
  }

  @Override
  public OptionalLong least(String source) {
    return number(index.read(tables -> tables.pluginPositions().least(source)));
  }

  @Override
  public Set<String> entries() {
    return Set.copyOf(index.read(tables -> tables.pluginPositions().plugins()));
  }

  @Override
  public void begin(String entry, String source, long position) {
    index.write(
        Durability.STRICT,
        tables -> {
          tables.pluginPositions().begin(entry, source, position);
          return position;
        });
  }

  /** Lost alone in a power cut, what was heard is merely told again. */
  @Override
  public boolean advance(String entry, String source, long from, long to) {
    return index.write(
        Durability.RELAXED, tables -> tables.pluginPositions().advance(entry, source, from, to));
  }

  @Override
  public void end(String entry) {
    index.write(
        Durability.RELAXED,
        tables -> {
          tables.pluginPositions().remove(entry);
          return entry;
        });
  }

  private static OptionalLong number(Optional<Long> found) {
    return found.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }
}
