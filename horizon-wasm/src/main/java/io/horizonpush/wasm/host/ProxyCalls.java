package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.engine.CompiledModule;
import io.horizonpush.wasm.engine.FunctionType;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.engine.GuestFunction;
import io.horizonpush.wasm.engine.Instance;
import io.horizonpush.wasm.engine.RefusedModuleException;
import io.horizonpush.wasm.pool.CallLimits;
import io.horizonpush.wasm.pool.GuestThread;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Calls what an instance of a proxy-wasm plugin exports, within its limits; what it does not export
 * answers as if it went on. Confined to its instance.
 */
final class ProxyCalls {

  /** The context that is no request's. */
  static final int ROOT = 1;

  private static final Map<String, List<String>> TYPES =
      Map.ofEntries(
          Map.entry("_initialize", List.of("", "")),
          Map.entry("_start", List.of("", "")),
          Map.entry("proxy_on_context_create", List.of("ii", "")),
          Map.entry("proxy_on_vm_start", List.of("ii", "i")),
          Map.entry("proxy_on_configure", List.of("ii", "i")),
          Map.entry("proxy_on_request_body", List.of("iii", "i")),
          Map.entry("proxy_on_response_body", List.of("iii", "i")),
          Map.entry("proxy_on_done", List.of("i", "i")),
          Map.entry("proxy_on_log", List.of("i", "")),
          Map.entry("proxy_on_delete", List.of("i", "")),
          Map.entry("proxy_on_tick", List.of("i", "")));

  private final Instance instance;
  private final PluginLimits limits;
  private final Scope scope;
  private final Map<String, GuestFunction> functions = new HashMap<>();
  private boolean knowsEndOfHeads;
  private Duration left;

  private ProxyCalls(Instance instance, PluginLimits limits, Scope scope) {
    this.instance = instance;
    this.limits = limits;
    this.scope = scope;
    this.left = limits.init();
  }

  /** Makes an instance and starts it, all of that within the limit of a start. */
  static ProxyCalls start(
      CompiledModule compiled, PluginContext context, Scope scope, ProxyState state) {
    PluginLimits limits = context.limits();
    scope.beginCall(Moment.INIT);
    try {
      return GuestThread.current()
          .call(
              new CallLimits(limits.init(), limits.init()),
              () -> {
                Instance made =
                    compiled.instantiate(ProxyFunctions.of(scope, state), limits.pages());
                return new ProxyCalls(made, limits, scope).init(compiled, state);
              });
    } catch (RefusedModuleException e) {
      throw failed(String.valueOf(e.getMessage()));
    } finally {
      scope.endCall();
    }
  }

  private ProxyCalls init(CompiledModule compiled, ProxyState state) {
    TYPES.forEach((name, type) -> find(name, type.getFirst(), type.getLast()));
    // Before 0.2.0 nobody was told whether a body follows.
    knowsEndOfHeads = !compiled.module().functions().containsKey("proxy_abi_version_0_1_0");
    String heads = knowsEndOfHeads ? "iii" : "ii";
    find("proxy_on_request_headers", heads, "i");
    find("proxy_on_response_headers", heads, "i");
    String allocator = ProxyPlugin.allocator(compiled.module()).getFirst();
    find(allocator, "i", "i");
    state.allocateBy(length -> (int) invoke(allocator, 0, length));
    long _ = invoke(functions.containsKey("_initialize") ? "_initialize" : "_start", 0);
    long _ = invoke("proxy_on_context_create", 0, ROOT, 0);
    if (invoke("proxy_on_vm_start", 1, ROOT, 0) == 0) {
      throw failed("proxy_on_vm_start said no");
    }
    int settings =
        scope
            .plugin()
            .settings()
            .find("")
            .map(text -> text.getBytes(StandardCharsets.UTF_8).length)
            .orElse(0);
    if (invoke("proxy_on_configure", 1, ROOT, settings) == 0) {
      throw failed("proxy_on_configure said no to its settings");
    }
    return this;
  }

  private void find(String name, String parameters, String results) {
    instance
        .function(name, FunctionType.of(parameters, results))
        .ifPresent(function -> functions.put(name, function));
  }

  private static GuestException failed(String why) {
    return new GuestException(new GuestFailure.StartFailed(why));
  }

  private long invoke(String name, long otherwise, long... arguments) {
    GuestFunction function = functions.get(name);
    return function == null ? otherwise : function.call(arguments);
  }

  void beginRequest() {
    left = limits.request();
  }

  /** Passes a head. */
  int head(Moment moment, String export, int context, int headers, boolean end) {
    return (int)
        call(
            moment,
            () ->
                knowsEndOfHeads
                    ? invoke(export, 0, context, headers, end ? 1 : 0)
                    : invoke(export, 0, context, headers));
  }

  /** Calls what has arguments of its own. */
  int call(Moment moment, String export, long otherwise, long... arguments) {
    return (int) call(moment, () -> invoke(export, otherwise, arguments));
  }

  private long call(Moment moment, Supplier<Long> guest) {
    GuestThread thread = GuestThread.current();
    if (left.isNegative() || left.isZero()) {
      throw new GuestException(new GuestFailure.TimedOut());
    }
    scope.beginCall(moment);
    try {
      return thread.call(new CallLimits(limits.cpu(), left), guest);
    } finally {
      left = left.minusNanos(thread.lastWallNanos());
      scope.endCall();
    }
  }

  long memoryBytes() {
    return instance.memory().size();
  }
}
