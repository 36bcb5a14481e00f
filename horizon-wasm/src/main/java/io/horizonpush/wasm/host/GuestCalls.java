package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.engine.CompiledModule;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.engine.GuestFunction;
import io.horizonpush.wasm.engine.Instance;
import io.horizonpush.wasm.engine.RefusedModuleException;
import io.horizonpush.wasm.pool.CallLimits;
import io.horizonpush.wasm.pool.GuestThread;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Calls what an instance exports, within its limits: each call within its processor time, and all
 * calls of a request within one time. Confined to its instance.
 */
final class GuestCalls {

  /** The bytes of the buffer through which chunks and events come. */
  static final int BUFFER = 64 << 10;

  private static final int VERSION = 1;

  private final Instance instance;
  private final PluginLimits limits;
  private final Scope scope;
  private final Map<String, GuestFunction> functions = new HashMap<>();
  private Duration left;
  private int buffer;

  private GuestCalls(Instance instance, PluginLimits limits, Scope scope) {
    this.instance = instance;
    this.limits = limits;
    this.scope = scope;
    this.left = limits.init();
  }

  /** Makes an instance and starts it, all of that within the limit of a start. */
  static GuestCalls start(CompiledModule compiled, PluginContext context, Scope scope) {
    PluginLimits limits = context.limits();
    scope.beginCall(Moment.INIT);
    try {
      return GuestThread.current()
          .call(
              new CallLimits(limits.init(), limits.init()),
              () -> instantiate(compiled, context, scope).init());
    } catch (RefusedModuleException e) {
      throw new GuestException(new GuestFailure.StartFailed(String.valueOf(e.getMessage())));
    } finally {
      scope.endCall();
    }
  }

  private static GuestCalls instantiate(
      CompiledModule compiled, PluginContext context, Scope scope) {
    return new GuestCalls(
        compiled.instantiate(HostImports.of(scope), context.limits().pages()),
        context.limits(),
        scope);
  }

  private GuestCalls init() {
    for (var export : EXPORTS.entrySet()) {
      instance
          .function(export.getKey(), export.getValue())
          .ifPresent(function -> functions.put(export.getKey(), function));
    }
    if (functions.containsKey("_initialize")) {
      function("_initialize").call();
    }
    int version = (int) function("hp_abi_version").call();
    if (version != VERSION) {
      throw failed("it needs version %d of the ABI, and this node has 1".formatted(version));
    }
    if (functions.containsKey("hp_init")) {
      int result = (int) function("hp_init").call();
      if (result != 0) {
        throw failed("hp_init gave " + result);
      }
    }
    buffer = (int) function("hp_alloc").call(BUFFER);
    if (buffer == 0 || !instance.memory().contains(buffer, BUFFER)) {
      throw failed("hp_alloc gave no buffer of 64 KiB");
    }
    return this;
  }

  private static final Map<String, io.horizonpush.wasm.engine.FunctionType> EXPORTS =
      Map.ofEntries(
          Map.entry("_initialize", NativePlugin.NOTHING),
          Map.entry("hp_abi_version", NativePlugin.VERDICT),
          Map.entry("hp_alloc", NativePlugin.ALLOC),
          Map.entry("hp_init", NativePlugin.VERDICT),
          Map.entry("hp_authorize", NativePlugin.VERDICT),
          Map.entry("hp_cache_lookup", NativePlugin.VERDICT),
          Map.entry("hp_cache_store", NativePlugin.VERDICT),
          Map.entry("hp_on_request", NativePlugin.VERDICT),
          Map.entry("hp_on_request_body", NativePlugin.CHUNK),
          Map.entry("hp_on_response", NativePlugin.VERDICT),
          Map.entry("hp_on_response_body", NativePlugin.CHUNK),
          Map.entry("hp_on_done", NativePlugin.NOTHING),
          Map.entry("hp_on_event", NativePlugin.CHUNK),
          Map.entry("hp_on_tick", NativePlugin.VERDICT));

  private static GuestException failed(String why) {
    return new GuestException(new GuestFailure.StartFailed(why));
  }

  private GuestFunction function(String name) {
    GuestFunction function = functions.get(name);
    if (function == null) {
      throw new GuestException(new GuestFailure.BadResult("the plugin does not export " + name));
    }
    return function;
  }

  void beginRequest() {
    left = limits.request();
  }

  int verdict(Moment moment, String export) {
    return (int) call(moment, () -> function(export).call());
  }

  int chunk(Moment moment, String export, ByteBuffer chunk, boolean end) {
    byte[] bytes = new byte[chunk.remaining()];
    chunk.get(bytes);
    return (int) call(moment, () -> pass(export, bytes, end ? 1 : 0));
  }

  int event(int kind, byte[] bytes) {
    return (int)
        call(
            Moment.EVENT,
            () -> {
              write(bytes);
              return function("hp_on_event").call(kind, buffer, bytes.length);
            });
  }

  private long pass(String export, byte[] bytes, int end) {
    write(bytes);
    return function(export).call(buffer, bytes.length, end);
  }

  private void write(byte[] bytes) {
    if (bytes.length > BUFFER) {
      throw new IllegalArgumentException("A chunk has 64 KiB at most, not " + bytes.length);
    }
    instance.memory().write(buffer, bytes, 0, bytes.length);
  }

  void done() {
    if (functions.containsKey("hp_on_done")) {
      call(Moment.DONE, () -> function("hp_on_done").call());
    }
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
