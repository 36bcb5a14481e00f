package io.horizonpush.node;

import io.horizonpush.node.config.ByteSize;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.plugins.LeftBehind;
import io.horizonpush.node.plugins.OpenedRegistry;
import io.horizonpush.node.plugins.RunningChain;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.engine.CodeCache;
import io.horizonpush.wasm.engine.CodeStore;
import io.horizonpush.wasm.engine.ModuleCompiler;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.registry.PluginRegistry;
import io.horizonpush.wasm.registry.RegistryException;
import io.horizonpush.wasm.registry.RegistryRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds what runs plugins. The only class of a start that knows any of that, so that a node
 * without plugins never loads it. Stateless.
 */
final class PluginOpening {

  private static final Logger LOG = LoggerFactory.getLogger(PluginOpening.class);

  private static final int HEAP_PART = 4;
  private static final int FEWEST_INSTANCES = 2;
  private static final int MOST_INSTANCES = 8;

  /** So many plugins have room, as long as nobody gives one more instances. */
  private static final int PLUGINS = 50;

  private static final long CODE_BYTES = 256L << 20;
  private static final Duration COMPILED_WITHIN = Duration.ofSeconds(30);

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
   * Opens the registry, starts what is enabled, and has requests meet it.
   *
   * @throws RegistryException if one does not start without which requests are not to go on
   */
  static OpenedRegistry.Open open(NodeConfig config, PluginStart.Ground ground) {
    long heap = Runtime.getRuntime().maxMemory();
    ModuleLimits modules = ModuleLimits.forHeap(heap);
    long memory = config.plugins().memory().map(ByteSize::bytes).orElse(heap / HEAP_PART);
    NodeStorage storage = ground.storage();
    RunningChain chain =
        new RunningChain(
            storage.pluginGround(ground.keys(), ground.metrics()),
            new ModuleCompiler(
                code(config.dataDirectory(), storage.pluginKey("code")), modules, COMPILED_WITHIN),
            memory,
            storage.pluginKey("tags"));
    try {
      PluginRegistry registry =
          PluginRegistry.open(
              storage.plugins(),
              chain,
              rules(config.plugins(), modules, memory),
              InstantSource.system());
      LeftBehind.dropAtStart(registry, storage.stores().plugins().remains());
      if (config.plugins().enabled()) {
        chain.start(); // Otherwise what is enabled waits, and hears later of what happens now.
      }
      chain.standAt(ground.gate());
      return new OpenedRegistry.Open(registry, chain::close);
    } catch (RuntimeException | Error e) {
      chain.close();
      throw e;
    }
  }

  /** Where compiled code is kept; without a place for it all is compiled anew at each start. */
  private static CodeStore code(Path dataDirectory, byte[] key) {
    Path folder = dataDirectory.resolve("plugins").resolve("code");
    try {
      return new CodeCache(folder, key, CODE_BYTES);
    } catch (IOException e) {
      LOG.warn("no compiled code of plugins is kept in {}", folder, e);
      return CodeStore.NONE;
    }
  }

  private static RegistryRules rules(NodeConfig.Plugins config, ModuleLimits modules, long memory) {
    NodeConfig.PluginCeiling ceiling = config.ceiling();
    return new RegistryRules(
        config.enabled(),
        modules,
        new PluginLimits(
            ceiling.memory().bytes(), ceiling.cpu(), ceiling.request(), ceiling.init()),
        new RegistryRules.Instances(
            Math.clamp(
                Runtime.getRuntime().availableProcessors(), FEWEST_INSTANCES, MOST_INSTANCES),
            memory / PLUGINS),
        Set.copyOf(config.publishers()));
  }
}
