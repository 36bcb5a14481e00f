package io.horizonpush.node.admin;

import java.util.List;

/** The plugins of a node, by their names here. */
public record PluginList(List<PluginReport> plugins) {

  public PluginList {
    plugins = List.copyOf(plugins);
  }
}
