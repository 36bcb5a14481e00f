package io.horizonpush.node;

import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.plugins.NodePlugins;
import io.horizonpush.node.plugins.OpenedRegistry;
import java.time.InstantSource;

/** Starts the plugins of a node, before the first request comes. Stateless. */
final class PluginStart {

  private PluginStart() {}

  /**
   * Starts what is installed and enabled. Where nothing is, nothing of what runs plugins is loaded.
   *
   * @throws NodeException if one does not start without which requests are not to go on
   */
  static NodePlugins start(
      NodeConfig.Plugins config, NodeStorage storage, NodePeers others, Parts parts) {
    OpenedRegistry registry =
        parts.add(new OpenedRegistry(() -> PluginOpening.open(config, storage)));
    if (storage.hasPlugins()) {
      PluginOpening.require(registry);
    }
    return new NodePlugins(
        registry,
        config.enabled(),
        storage.pluginShelf(),
        new NodePlugins.Exchange(others.pluginTickets(), others.pluginTaker()),
        storage.stores().plugins().remains(),
        InstantSource.system());
  }
}
