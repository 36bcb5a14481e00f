package io.horizonpush.node.admin;

import io.horizonpush.node.config.Secret;
import java.util.List;
import java.util.Optional;

/**
 * One thing about a plugin that is to be changed.
 *
 * @param settings a JSON object as text, in the place of all that there are
 * @param grants what it may do more, or no more
 */
public record PluginUpdate(
    Optional<Boolean> enabled,
    Optional<Integer> priority,
    Optional<Secret> settings,
    Optional<Grants> grants) {

  /** Grants as they are written. */
  public record Grants(Optional<List<String>> add, Optional<List<String>> remove) {

    public Grants {
      add = add.map(List::copyOf);
      remove = remove.map(List::copyOf);
    }
  }

  /** Throws IllegalArgumentException if it is not exactly one thing. */
  public PluginUpdate {
    long all =
        List.of(enabled, priority, settings, grants).stream().filter(Optional::isPresent).count();
    if (all != 1) {
      throw new IllegalArgumentException(
          "one of enabled, priority, settings and grants is changed at a time");
    }
  }
}
