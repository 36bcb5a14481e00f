package io.horizonpush.wasm.trial;

import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.engine.CodeStore;
import io.horizonpush.wasm.engine.CompiledModule;
import io.horizonpush.wasm.engine.ModuleCompiler;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.engine.RefusedModuleException;
import io.horizonpush.wasm.host.ProxyPlugin;
import io.horizonpush.wasm.pool.GuestThreads;
import io.horizonpush.wasm.pool.GuestWork;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The runtime for plugins without a node: a compiler, and threads for guests. Thread-safe. */
public final class TrialGround implements AutoCloseable {

  private static final Duration COMPILING = Duration.ofSeconds(60);

  private final ModuleCompiler compiler;
  private final GuestThreads threads = new GuestThreads(GuestThreads.Settings.standard(), () -> {});
  private final Map<PluginFile, CompiledModule> compiled = new ConcurrentHashMap<>();

  public TrialGround() {
    this(ModuleLimits.forHeap(Runtime.getRuntime().maxMemory()));
  }

  public TrialGround(ModuleLimits limits) {
    this.compiler = new ModuleCompiler(CodeStore.NONE, limits, COMPILING);
  }

  /**
   * A plugin of a file.
   *
   * @throws RefusedPluginException if it is none for a node like this
   */
  public PluginFile read(byte[] bytes) {
    return PluginFile.read(bytes, compiler.limits());
  }

  /**
   * Refuses what cannot be called as cases and measurements do.
   *
   * @throws RefusedPluginException if it is of another ABI than ours
   */
  static void requireNative(PluginFile file) {
    if (ProxyPlugin.isProxy(file.module())) {
      throw new RefusedPluginException(
          "it is a plugin of proxy-wasm: cases and measurements are for the native ABI, so install it on a node to try it");
    }
  }

  /**
   * Java's code of a plugin.
   *
   * @throws RefusedPluginException if it cannot be compiled
   */
  CompiledModule compile(PluginFile file) {
    try {
      return compiled.computeIfAbsent(file, each -> compiler.compile(each.module()));
    } catch (RefusedModuleException e) {
      // Nobody reads a log here, in which the compiler says what was not the module's fault.
      String why = e.getCause() instanceof Error error ? ": " + error : "";
      throw new RefusedPluginException(e.getMessage() + why, e);
    }
  }

  /**
   * Does something on a guest thread.
   *
   * @throws io.horizonpush.wasm.engine.GuestException if a guest fails
   */
  <T> T run(GuestWork<T> work) {
    return threads.run(work);
  }

  @Override
  public void close() {
    threads.close();
  }
}
