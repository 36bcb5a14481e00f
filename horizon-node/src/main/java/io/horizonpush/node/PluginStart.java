package io.horizonpush.node;

import io.horizonpush.node.config.ByteSize;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.plugins.NodePlugins;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.registry.PluginRegistry;
import io.horizonpush.wasm.registry.RegistryException;
import io.horizonpush.wasm.registry.RegistryRules;
import io.horizonpush.wasm.trial.StandbyChain;
import java.time.InstantSource;
import java.util.Set;

/** Starts the plugins of a node, before the first request comes. Stateless. */
final class PluginStart {

  private static final int HEAP_PART = 4;
  private static final int FEWEST_INSTANCES = 2;
  private static final int MOST_INSTANCES = 8;

  private PluginStart() {}

  /**
   * Starts what is installed and enabled. There is no runtime for plugins where nothing is.
   *
   * @throws NodeException if one does not start without which requests are not to go on
   */
  static NodePlugins start(
      NodeConfig.Plugins config, NodeStorage storage, NodePeers others, Parts parts) {
    long heap = Runtime.getRuntime().maxMemory();
    ModuleLimits modules = ModuleLimits.forHeap(heap);
    RegistryRules rules =
        new RegistryRules(
            config.enabled(),
            modules,
            config.ceiling(),
            Math.clamp(
                Runtime.getRuntime().availableProcessors(), FEWEST_INSTANCES, MOST_INSTANCES),
            Set.copyOf(config.publishers()));
    StandbyChain chain =
        parts.add(
            new StandbyChain(
                modules,
                config.memory().map(ByteSize::bytes).orElse(heap / HEAP_PART),
                InstantSource.system()));
    try {
      PluginRegistry registry =
          PluginRegistry.open(storage.plugins(), chain, rules, InstantSource.system());
      return new NodePlugins(
          registry,
          config.enabled(),
          storage.pluginShelf(),
          new NodePlugins.Exchange(others.pluginTickets(), others.pluginTaker()),
          storage.stores().plugins().remains(),
          InstantSource.system());
    } catch (RegistryException e) {
      throw new NodeException(String.valueOf(e.getMessage()), e);
    }
  }
}
