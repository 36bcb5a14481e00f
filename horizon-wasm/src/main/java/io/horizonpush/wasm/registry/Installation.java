package io.horizonpush.wasm.registry;

import java.util.List;

/**
 * What came of a change.
 *
 * @param changes against what was there; none for what is new
 * @param warnings what an operator should know, each one line
 */
public record Installation(EntryView entry, List<Change> changes, List<String> warnings) {

  public Installation {
    changes = List.copyOf(changes);
    warnings = List.copyOf(warnings);
  }

  /**
   * Something that is different.
   *
   * @param before empty for nothing
   * @param after empty for nothing
   */
  public record Change(String what, String before, String after) {}
}
