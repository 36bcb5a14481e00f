package io.horizonpush.wasm.chain;

import java.util.OptionalLong;
import java.util.Set;

/**
 * How far entries have heard of what happened. Durable, so that each hears of everything at least
 * once. Thread-safe; may block.
 */
public interface EventPositions {

  /** Who has begun in any source, among them such as do not run now. */
  Set<String> entries();

  /** How far an entry is in a source; nothing for one that has not begun. */
  OptionalLong find(String entry, String source);

  /** The position of who is least far in a source; nothing if nobody has begun. */
  OptionalLong least(String source);

  /**
   * Has an entry begin behind a position, and is on the disk when it returns. Nothing happens to
   * one that has begun, and to one that is not installed and enabled: it is to hear of nothing.
   */
  void begin(String entry, String source, long position);

  /**
   * An entry has heard of all from one position up to another. False, and nothing happens, if it is
   * not any more where it was: it was disabled meanwhile, and may have begun anew.
   */
  boolean advance(String entry, String source, long from, long to);

  /** Forgets where an entry is that listens no more. */
  void end(String entry);
}
