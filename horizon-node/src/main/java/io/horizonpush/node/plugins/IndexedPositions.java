package io.horizonpush.node.plugins;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.wasm.chain.EventPositions;
import java.util.Optional;
import java.util.OptionalLong;

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

  /** Lost alone in a power cut, what was heard is merely told again. */
  @Override
  public void store(String entry, String source, long position) {
    index.write(
        Durability.RELAXED,
        tables -> {
          tables.pluginPositions().put(entry, source, position);
          return position;
        });
  }

  private static OptionalLong number(Optional<Long> found) {
    return found.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }
}
