package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.engine.CompiledModule;
import io.horizonpush.wasm.engine.FunctionType;
import io.horizonpush.wasm.engine.HostFunction;
import io.horizonpush.wasm.engine.WasmModule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plugin that speaks the native ABI, ready to be instantiated. Immutable, thread-safe. */
public final class NativePlugin {

  static final FunctionType NOTHING = FunctionType.of("", "");
  static final FunctionType VERDICT = FunctionType.of("", "i");
  static final FunctionType CHUNK = FunctionType.of("iii", "i");
  static final FunctionType ALLOC = FunctionType.of("i", "i");

  private final CompiledModule compiled;
  private final PluginContext context;

  private NativePlugin(CompiledModule compiled, PluginContext context) {
    this.compiled = compiled;
    this.context = context;
  }

  /**
   * A plugin with its settings and grants.
   *
   * @throws RefusedPluginException if its module does not do what the ABI and its manifest say
   */
  public static NativePlugin of(CompiledModule compiled, PluginContext context) {
    check(compiled.module(), context);
    SdkFunctions.warmUp();
    return new NativePlugin(compiled, context);
  }

  /** Whether a file is of this ABI, as far as its exports tell. */
  public static boolean isNative(PluginFile file) {
    return file.module().functions().containsKey("hp_abi_version");
  }

  private static void check(WasmModule module, PluginContext context) {
    if (module.memory().isEmpty()) {
      throw new RefusedPluginException("the module does not export its memory");
    }
    requireExport(module, "hp_abi_version", VERDICT);
    requireExport(module, "hp_alloc", ALLOC);
    requireOptional(module, "_initialize", NOTHING);
    requireOptional(module, "hp_init", VERDICT);
    requireOptional(module, "hp_on_done", NOTHING);
    Manifest manifest = context.manifest();
    for (Phase phase : manifest.phases()) {
      FunctionType type = phase == Phase.EVENT ? CHUNK : VERDICT;
      phase.exports().forEach(name -> requireExport(module, name, type));
    }
    if (manifest.bodies().request() != BodyAccess.NONE) {
      requireExport(module, "hp_on_request_body", CHUNK);
    }
    if (manifest.bodies().response() != BodyAccess.NONE) {
      requireExport(module, "hp_on_response_body", CHUNK);
    }
    checkImports(module, context);
  }

  private static void requireExport(WasmModule module, String name, FunctionType type) {
    if (!module.functions().containsKey(name)) {
      throw new RefusedPluginException("the module does not export " + name);
    }
    requireOptional(module, name, type);
  }

  private static void requireOptional(WasmModule module, String name, FunctionType type) {
    FunctionType own = module.functions().get(name);
    if (own != null && !own.equals(type)) {
      throw new RefusedPluginException(
          "the module exports %s as %s, and it should be %s".formatted(name, own, type));
    }
  }

  private static void checkImports(WasmModule module, PluginContext context) {
    Map<String, FunctionType> offered = new HashMap<>();
    List<HostFunction> functions = HostImports.of(new Scope(context));
    functions.forEach(each -> offered.put(each.module() + "." + each.name(), each.type()));
    for (WasmModule.Import wanted : module.imports()) {
      FunctionType type = offered.get(wanted.toString());
      if (type == null) {
        throw new RefusedPluginException(
            "the module imports %s, which this node does not have".formatted(wanted));
      }
      if (!type.equals(wanted.type())) {
        throw new RefusedPluginException(
            "the module imports %s as %s, and it is %s".formatted(wanted, wanted.type(), type));
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
  public NativeInstance instantiate() {
    return NativeInstance.start(compiled, context);
  }
}
