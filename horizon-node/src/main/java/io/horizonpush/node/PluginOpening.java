package io.horizonpush.node;

import io.horizonpush.node.config.ByteSize;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.plugins.OpenedRegistry;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.registry.PluginRegistry;
import io.horizonpush.wasm.registry.RegistryException;
import io.horizonpush.wasm.registry.RegistryRules;
import io.horizonpush.wasm.trial.StandbyChain;
import java.time.InstantSource;
import java.util.Set;

/**
 * Builds what runs plugins. The only class of a start that knows any of that, so that a node
 * without plugins never loads it. Stateless.
 */
final class PluginOpening {

  private static final int HEAP_PART = 4;
  private static final int FEWEST_INSTANCES = 2;
  private static final int MOST_INSTANCES = 8;

  private PluginOpening() {}

  /**
   * Opens the registry of a node that has plugins.
   *
   * @throws NodeException if one does not start without which requests are not to go on
   */
  static void require(OpenedRegistry registry) {
    try {
      registry.get();
    } catch (RegistryException e) {
      throw new NodeException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Opens the registry, and starts what is enabled.
   *
   * @throws RegistryException if one does not start without which requests are not to go on
   */
  static OpenedRegistry.Open open(NodeConfig.Plugins config, NodeStorage storage) {
    long heap = Runtime.getRuntime().maxMemory();
    ModuleLimits modules = ModuleLimits.forHeap(heap);
    StandbyChain chain =
        new StandbyChain(
            modules,
            config.memory().map(ByteSize::bytes).orElse(heap / HEAP_PART),
            InstantSource.system());
    try {
      return new OpenedRegistry.Open(
          PluginRegistry.open(
              storage.plugins(), chain, rules(config, modules), InstantSource.system()),
          chain::close);
    } catch (RuntimeException | Error e) {
      chain.close();
      throw e;
    }
  }

  private static RegistryRules rules(NodeConfig.Plugins config, ModuleLimits modules) {
    NodeConfig.PluginCeiling ceiling = config.ceiling();
    return new RegistryRules(
        config.enabled(),
        modules,
        new PluginLimits(
            ceiling.memory().bytes(), ceiling.cpu(), ceiling.request(), ceiling.init()),
        Math.clamp(Runtime.getRuntime().availableProcessors(), FEWEST_INSTANCES, MOST_INSTANCES),
        Set.copyOf(config.publishers()));
  }
}
