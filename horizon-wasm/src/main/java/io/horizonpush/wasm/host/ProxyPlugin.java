package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.engine.CompiledModule;
import io.horizonpush.wasm.engine.FunctionType;
import io.horizonpush.wasm.engine.HostFunction;
import io.horizonpush.wasm.engine.WasmModule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A plugin for HTTP proxies that speaks proxy-wasm 0.1.0, 0.2.0 or 0.2.1, ready to be instantiated.
 * Immutable, thread-safe.
 *
 * @see <a
 *     href="https://github.com/proxy-wasm/spec/blob/main/abi-versions/v0.2.1/README.md">Proxy-Wasm
 *     ABI 0.2.1</a>
 */
public final class ProxyPlugin {

  private static final Set<String> VERSIONS =
      Set.of("proxy_abi_version_0_1_0", "proxy_abi_version_0_2_0", "proxy_abi_version_0_2_1");

  private static final List<String> ALLOCATORS = List.of("proxy_on_memory_allocate", "malloc");

  private final CompiledModule compiled;
  private final PluginContext context;
  private final ProxyShared shared = new ProxyShared();

  private ProxyPlugin(CompiledModule compiled, PluginContext context) {
    this.compiled = compiled;
    this.context = context;
  }

  /**
   * A plugin with its settings and grants.
   *
   * @throws RefusedPluginException if its module is none, or its manifest wants what proxy-wasm has
   *     not
   */
  public static ProxyPlugin of(CompiledModule compiled, PluginContext context) {
    WasmModule module = compiled.module();
    if (!isProxy(module)) {
      throw new RefusedPluginException("the module does not export a version of proxy-wasm");
    }
    if (module.memory().isEmpty()) {
      throw new RefusedPluginException("the module does not export its memory");
    }
    if (allocator(module).isEmpty()) {
      throw new RefusedPluginException(
          "the module exports no " + String.join(" and no ", ALLOCATORS));
    }
    checkPhases(context);
    checkImports(module, context);
    return new ProxyPlugin(compiled, context);
  }

  /** Whether a module is of this ABI, as far as its exports tell. */
  public static boolean isProxy(WasmModule module) {
    return VERSIONS.stream().anyMatch(module.functions()::containsKey);
  }

  static List<String> allocator(WasmModule module) {
    return ALLOCATORS.stream().filter(module.functions()::containsKey).limit(1).toList();
  }

  private static void checkPhases(PluginContext context) {
    for (Phase phase : context.manifest().phases()) {
      boolean known =
          switch (phase) {
            case REQUEST, RESPONSE, TICK -> true;
            case AUTHORIZE, CACHE, EVENT -> false;
          };
      if (!known) {
        throw new RefusedPluginException(
            "a plugin of proxy-wasm has no phase %s".formatted(phase.text()));
      }
    }
    if (context.manifest().bodies().request() == BodyAccess.WRITE
        && context.manifest().bodies().preservesLength()) {
      throw new RefusedPluginException(
          "a plugin of proxy-wasm that writes bodies does not say that it preserves their length");
    }
  }

  private static void checkImports(WasmModule module, PluginContext context) {
    Map<String, FunctionType> offered = new HashMap<>();
    List<HostFunction> functions =
        ProxyFunctions.of(new Scope(context), new ProxyState(new ProxyShared()));
    functions.forEach(each -> offered.put(each.module() + "." + each.name(), each.type()));
    for (WasmModule.Import wanted : module.imports()) {
      FunctionType type = offered.get(wanted.toString());
      if (type == null || !type.equals(wanted.type())) {
        throw new RefusedPluginException(
            "the module imports %s as %s, which this node does not have"
                .formatted(wanted, wanted.type()));
      }
    }
  }

  public PluginContext context() {
    return context;
  }

  /**
   * Makes an instance and starts it. On a guest thread.
   *
   * @throws io.horizonpush.wasm.engine.GuestException if it does not start
   */
  public ProxyInstance instantiate() {
    return ProxyInstance.start(compiled, context, shared);
  }
}
