package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.engine.CompiledModule;
import java.util.function.Supplier;

/** Plugins in whichever ABI they speak. Stateless. */
public final class Plugins {

  private Plugins() {}

  /**
   * What makes instances of a plugin, on guest threads.
   *
   * @throws io.horizonpush.wasm.abi.RefusedPluginException if its module does not do what its ABI
   *     and its manifest say
   */
  public static Supplier<PluginInstance<NativeRequest>> of(
      CompiledModule compiled, PluginContext context) {
    return ProxyPlugin.isProxy(compiled.module())
        ? ProxyPlugin.of(compiled, context)::instantiate
        : NativePlugin.of(compiled, context)::instantiate;
  }
}
