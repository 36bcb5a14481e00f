package io.horizonpush.wasm.chain;

import java.util.OptionalLong;

/**
 * How far entries have heard of what happened. Durable, so that each hears of everything at least
 * once. Thread-safe; may block.
 */
public interface EventPositions {

  /** How far an entry is in a source; nothing for one that has not begun. */
  OptionalLong find(String entry, String source);

  /** The position of who is least far in a source; nothing if nobody has begun. */
  OptionalLong least(String source);

  /** An entry has heard of all up to a position. */
  void store(String entry, String source, long position);
}
