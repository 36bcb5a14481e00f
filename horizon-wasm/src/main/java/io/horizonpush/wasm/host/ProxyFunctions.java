package io.horizonpush.wasm.host;

import io.horizonpush.wasm.engine.HostFunction;
import io.horizonpush.wasm.host.PluginSinks.Kind;
import io.horizonpush.wasm.host.PluginSinks.Level;
import io.horizonpush.wasm.host.PluginSinks.Measurement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What proxy-wasm's host offers beside requests: logs, clocks, properties, shared data and metrics.
 * What this node does not have answers that it is not implemented. Confined to its instance.
 */
final class ProxyFunctions {

  private static final String NAME = "env";
  private static final int LONGEST_LINE = 4 << 10;
  private static final int LONGEST_KEY = 1 << 10;
  private static final int LONGEST_VALUE = 64 << 10;
  private static final long MILLI = 1_000_000;

  /** Streams of other protocols, calls and queues. */
  private static final Map<String, String> UNIMPLEMENTED =
      Map.ofEntries(
          Map.entry("proxy_http_call", "iiiiiiiiii"),
          Map.entry("proxy_grpc_call", "iiiiiiiiiiii"),
          Map.entry("proxy_grpc_stream", "iiiiiiiii"),
          Map.entry("proxy_grpc_send", "iiii"),
          Map.entry("proxy_grpc_cancel", "i"),
          Map.entry("proxy_grpc_close", "i"),
          Map.entry("proxy_get_status", "iii"),
          Map.entry("proxy_continue_stream", "i"),
          Map.entry("proxy_close_stream", "i"),
          Map.entry("proxy_continue_request", ""),
          Map.entry("proxy_continue_response", ""),
          Map.entry("proxy_clear_route_cache", ""),
          Map.entry("proxy_register_shared_queue", "iii"),
          Map.entry("proxy_resolve_shared_queue", "iiiii"),
          Map.entry("proxy_enqueue_shared_queue", "iii"),
          Map.entry("proxy_dequeue_shared_queue", "iii"),
          Map.entry("proxy_call_foreign_function", "iiiiii"),
          Map.entry("proxy_set_property", "iiii"),
          Map.entry("proxy_done", ""));

  private final Scope scope;
  private final ProxyState state;
  private final ProxyHeaders headers;

  private ProxyFunctions(Scope scope, ProxyState state, ProxyHeaders headers) {
    this.scope = scope;
    this.state = state;
    this.headers = headers;
  }

  /** All that a proxy-wasm plugin may import, for one instance. */
  static List<HostFunction> of(Scope scope, ProxyState state) {
    ProxyHeaders headers = new ProxyHeaders(scope);
    ProxyFunctions functions = new ProxyFunctions(scope, state, headers);
    HostModule module =
        new HostModule(NAME, scope, ProxyStatus::of)
            .add("proxy_log", "iii", "i", functions::log)
            .add("proxy_get_log_level", "i", "i", ProxyFunctions::logLevel)
            .add("proxy_get_current_time_nanoseconds", "i", "i", functions::time)
            .add("proxy_set_tick_period_milliseconds", "i", "i", call -> ProxyStatus.OK.code())
            .add("proxy_set_effective_context", "i", "i", ProxyFunctions::context)
            .add("proxy_get_property", "iiii", "i", functions::property)
            .add("proxy_get_shared_data", "iiiii", "i", functions::sharedData)
            .add("proxy_set_shared_data", "iiiii", "i", functions::setSharedData)
            .add("proxy_define_metric", "iiii", "i", functions::defineMetric)
            .add("proxy_increment_metric", "iI", "i", functions::incrementMetric)
            .add("proxy_record_metric", "iI", "i", functions::recordMetric)
            .add("proxy_get_metric", "ii", "i", functions::metric);
    ProxyStreamFunctions.addTo(module, scope, state, headers);
    UNIMPLEMENTED.forEach(
        (name, types) -> module.add(name, types, "i", call -> ProxyStatus.UNIMPLEMENTED.code()));
    return Stream.of(module, WasiFunctions.of(scope))
        .flatMap(each -> each.functions().stream())
        .toList();
  }

  private long log(GuestArguments arguments) {
    int length = Math.min(arguments.length(1, Integer.MAX_VALUE), LONGEST_LINE);
    Optional<Level> level =
        switch (arguments.integer(0)) {
          case 0, 1 -> Optional.of(Level.DEBUG);
          case 2 -> Optional.of(Level.INFO);
          case 3 -> Optional.of(Level.WARN);
          case 4, 5 -> Optional.of(Level.ERROR);
          default -> Optional.empty();
        };
    if (level.isEmpty()) {
      return ProxyStatus.BAD_ARGUMENT.code();
    }
    byte[] line = arguments.part(arguments.integer(1), length);
    scope.outbox().log(level.get(), new String(line, StandardCharsets.UTF_8), length);
    return ProxyStatus.OK.code();
  }

  /** All lines are taken. */
  private static long logLevel(GuestArguments arguments) {
    arguments.put(0, ProxyState.little(0));
    return ProxyStatus.OK.code();
  }

  private long time(GuestArguments arguments) {
    arguments.put(0, ProxyState.little(scope.plugin().services().clock().millis() * MILLI));
    return ProxyStatus.OK.code();
  }

  /** There is one request at a time, and what belongs to none is told in its place. */
  private static long context(GuestArguments arguments) {
    return arguments.integer(0) == 0 ? ProxyStatus.BAD_ARGUMENT.code() : ProxyStatus.OK.code();
  }

  private long property(GuestArguments arguments) {
    byte[] path = arguments.bytes(0, LONGEST_KEY);
    arguments.requireRoom(2, Integer.BYTES);
    arguments.requireRoom(3, Integer.BYTES);
    Optional<byte[]> value =
        ProxyState.text(path).flatMap(text -> ProxyProperties.find(scope, headers, text));
    return value.isEmpty()
        ? ProxyStatus.NOT_FOUND.code()
        : state.give(arguments, 2, 3, value.get());
  }

  private long sharedData(GuestArguments arguments) {
    String key = arguments.text(0, LONGEST_KEY);
    arguments.requireRoom(4, Integer.BYTES);
    Optional<ProxyShared.Value> value = state.shared().find(key);
    if (value.isEmpty()) {
      return ProxyStatus.NOT_FOUND.code();
    }
    long status = state.give(arguments, 2, 3, value.get().copy());
    if (status == ProxyStatus.OK.code()) {
      arguments.put(4, ProxyState.little(value.get().number()));
    }
    return status;
  }

  private long setSharedData(GuestArguments arguments) {
    String key = arguments.text(0, LONGEST_KEY);
    byte[] value = arguments.bytes(2, LONGEST_VALUE);
    return state.shared().set(key, value, arguments.integer(4)).code();
  }

  private long defineMetric(GuestArguments arguments) {
    String name = arguments.text(1, LONGEST_KEY);
    arguments.requireRoom(3, Integer.BYTES);
    Optional<Kind> kind =
        switch (arguments.integer(0)) {
          case 0 -> Optional.of(Kind.ADD);
          case 1 -> Optional.of(Kind.SET);
          case 2 -> Optional.of(Kind.OBSERVE);
          default -> Optional.empty();
        };
    Optional<String> known = kind.isEmpty() ? Optional.empty() : metricName(name);
    int number = known.map(each -> state.shared().define(kind.orElseThrow(), each)).orElse(0);
    if (number == 0) {
      return ProxyStatus.BAD_ARGUMENT.code();
    }
    arguments.put(3, ProxyState.little(number));
    return ProxyStatus.OK.code();
  }

  /** The name as this node's metrics are called; nothing where none is left of it. */
  private static Optional<String> metricName(String name) {
    String known = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return known.matches("[a-z][a-z0-9_]{0,63}") ? Optional.of(known) : Optional.empty();
  }

  private long incrementMetric(GuestArguments arguments) {
    return told(state.shared().add(arguments.integer(0), arguments.number(1)));
  }

  private long recordMetric(GuestArguments arguments) {
    return told(state.shared().record(arguments.integer(0), arguments.number(1)));
  }

  private long told(Optional<Measurement> measurement) {
    if (measurement.isEmpty() || !scope.outbox().measure(measurement.get())) {
      return ProxyStatus.BAD_ARGUMENT.code();
    }
    return ProxyStatus.OK.code();
  }

  private long metric(GuestArguments arguments) {
    arguments.requireRoom(1, Long.BYTES);
    Optional<Long> value = state.shared().value(arguments.integer(0));
    if (value.isEmpty()) {
      return ProxyStatus.NOT_FOUND.code();
    }
    arguments.put(1, ProxyState.little(value.get().longValue()));
    return ProxyStatus.OK.code();
  }
}
