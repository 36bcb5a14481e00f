package io.horizonpush.node.admin;

import java.util.List;

/**
 * What came of a change of a plugin.
 *
 * @param changes against what was there; none of what is new
 * @param warnings what an operator should know, each one line
 */
public record PluginChange(PluginReport plugin, List<Difference> changes, List<String> warnings) {

  public PluginChange {
    changes = List.copyOf(changes);
    warnings = List.copyOf(warnings);
  }

  /**
   * Something that is different.
   *
   * @param before empty for nothing
   * @param after empty for nothing
   */
  public record Difference(String what, String before, String after) {}
}
