package io.horizonpush.node;

import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.keys.KeyRing;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.node.plugins.NodePlugins;
import io.horizonpush.node.plugins.OpenedRegistry;
import io.horizonpush.node.plugins.PluginGate;
import io.horizonpush.s3.store.ObjectEvents;
import java.time.InstantSource;
import java.util.Set;

/** Starts the plugins of a node, before the first request comes. Stateless. */
final class PluginStart {

  private PluginStart() {}

  /**
   * What of the node plugins stand on.
   *
   * @param keys by whose owners they name senders
   * @param gate where requests meet them
   */
  record Ground(NodeStorage storage, KeyRing keys, NodeMetrics metrics, PluginGate gate) {}

  /**
   * Starts what is installed and enabled. Where nothing is, nothing of what runs plugins is loaded.
   *
   * @throws NodeException if one does not start without which requests are not to go on
   */
  static NodePlugins start(NodeConfig config, Ground ground, NodePeers others, Parts parts) {
    NodeStorage storage = ground.storage();
    OpenedRegistry registry =
        parts.add(new OpenedRegistry(() -> PluginOpening.open(config, ground)));
    if (storage.hasPlugins()) {
      PluginOpening.require(registry);
    } else {
      // A node that ended while the last plugin was removed may still keep events and blobs for it.
      storage.stores().plugins().events().follow(new ObjectEvents.Followed.Some(Set.of()));
      storage.stores().plugins().remains().keepBlobsOf(Set.of());
    }
    return new NodePlugins(
        registry,
        config.plugins().enabled(),
        storage.pluginShelf(),
        new NodePlugins.Exchange(others.pluginTickets(), others.pluginTaker()),
        storage.stores().plugins().remains(),
        InstantSource.system());
  }
}
