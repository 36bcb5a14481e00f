package io.horizonpush.wasm.registry;

import io.horizonpush.wasm.chain.EntryPlan;
import io.horizonpush.wasm.chain.EntryStatus;
import io.horizonpush.wasm.chain.LogEntry;
import java.util.List;

/** The chain of plugins as the registry sees it. Thread-safe; blocks its (virtual) thread. */
public interface ChainControl {

  /**
   * Puts other entries in the place of all that there are.
   *
   * @throws RuntimeException with the reason in words for an operator, if one of them does not
   *     start, is refused, or has no room; then all is as it was before
   */
  void reload(List<EntryPlan> plans);

  /** What was put there is kept: what happens once this has returned comes to who listens to it. */
  void kept();

  /** How the entries are, in the order in which requests meet them. */
  List<EntryStatus> status();

  /**
   * The lines of an entry's log behind a number, the oldest first: as many as are kept. Nothing for
   * an entry that there is not.
   */
  List<LogEntry> log(String entry, long after);

  /** Drops the log of an entry that is not to come back: one that is merely disabled keeps it. */
  void dropLog(String entry);
}
