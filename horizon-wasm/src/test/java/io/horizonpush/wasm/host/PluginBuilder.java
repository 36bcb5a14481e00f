package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.engine.FunctionType;
import io.horizonpush.wasm.engine.HostFunction;
import io.horizonpush.wasm.engine.ValueType;
import io.horizonpush.wasm.testing.WasmBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes real plugins whose functions call the host with given arguments and keep what it gives. The
 * memory: texts from 0 on, results from {@link #RESULTS} on, the buffer at {@link #BUFFER}.
 */
final class PluginBuilder {

  static final int RESULTS = 0x8000;
  static final int BUFFER = 0x1_0000;
  static final int PAGES = 4;

  private static final Map<String, FunctionType> OFFERED =
      HostImports.of(new Scope(TestingPlugins.context(TestingPlugins.LEAST))).stream()
          .collect(Collectors.toMap(each -> each.module() + " " + each.name(), HostFunction::type));

  private final Map<String, Body> bodies = new LinkedHashMap<>();
  private final Map<String, Integer> texts = new TreeMap<>();
  private final List<String> imports = new ArrayList<>();
  private final Set<String> phases = new TreeSet<>();
  private final List<String> grants = new ArrayList<>();
  private final List<String> fields = new ArrayList<>();
  private final WasmBytes data = WasmBytes.of();
  private int segments;
  private int nextText = 16;

  private record Body(List<WasmBytes> code, int result) {}

  /** All functions that the host offers, as {@code module name}. */
  static Map<String, FunctionType> offered() {
    return OFFERED;
  }

  PluginBuilder grant(String... texts) {
    grants.addAll(List.of(texts));
    return this;
  }

  List<String> grants() {
    return grants;
  }

  /** Another field of the manifest, as JSON with single quotes. */
  PluginBuilder field(String json) {
    fields.add(json);
    return this;
  }

  /** Where a text lies in the memory, after it has been put there once. */
  int text(String text) {
    return texts.computeIfAbsent(
        text,
        any -> {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          int at = nextText;
          nextText += bytes.length + 1;
          place(at, bytes);
          return at;
        });
  }

  PluginBuilder place(int address, byte[] bytes) {
    segments++;
    data.bytes(0).constant(address).bytes(0x0B).number(bytes.length).bytes(bytes);
    return this;
  }

  /** A function that does steps and then gives a number. */
  PluginBuilder on(String export, int result, WasmBytes... steps) {
    bodies.put(export, new Body(List.of(steps), result));
    for (Phase phase : Phase.values()) {
      if (phase.exports().contains(export)) {
        phases.add(phase.text());
      }
    }
    return this;
  }

  /** Calls the host and keeps the result at an address among the results. */
  WasmBytes keep(int address, String function, Object... arguments) {
    FunctionType type = type(function);
    WasmBytes code = WasmBytes.of();
    boolean wide = type.results().getFirst() == ValueType.I64;
    code.constant(RESULTS + address).bytes(call(function, arguments).build());
    return wide ? code.bytes(0x37, 3, 0) : code.bytes(0x36, 2, 0);
  }

  /** Calls the host, whatever it gives. */
  WasmBytes drop(String function, Object... arguments) {
    WasmBytes code = call(function, arguments);
    return type(function).results().isEmpty() ? code : code.bytes(0x1A);
  }

  private static FunctionType type(String function) {
    return offered(qualified(function));
  }

  private static FunctionType offered(String name) {
    FunctionType type = OFFERED.get(name);
    if (type == null) {
      throw new IllegalArgumentException("The host has no function " + name);
    }
    return type;
  }

  private static String qualified(String function) {
    int dot = function.indexOf('.');
    String module = function.substring(0, dot);
    return (module.equals("wasi") ? "wasi_snapshot_preview1" : "horizonpush:" + module)
        + " "
        + function.substring(dot + 1);
  }

  /** The call alone. A text among the arguments is its address and its length. */
  WasmBytes call(String function, Object... arguments) {
    List<Number> numbers = new ArrayList<>();
    for (Object argument : arguments) {
      if (argument instanceof String text) {
        numbers.add(text(text));
        numbers.add(text.getBytes(StandardCharsets.UTF_8).length);
      } else {
        numbers.add((Number) argument);
      }
    }
    FunctionType type = type(function);
    if (numbers.size() != type.parameters().size()) {
      throw new IllegalArgumentException(
          "%s takes %s and not %s".formatted(function, type, numbers));
    }
    WasmBytes code = WasmBytes.of();
    for (int i = 0; i < numbers.size(); i++) {
      Number number = numbers.get(i);
      switch (type.parameters().get(i)) {
        case I32 -> code.constant(number.intValue());
        case I64 -> code.longConstant(number.longValue());
        case F64 -> {
          code.bytes(0x44);
          long bits = Double.doubleToRawLongBits(number.doubleValue());
          for (int shift = 0; shift < 64; shift += 8) {
            code.bytes((int) (bits >>> shift) & 0xFF);
          }
        }
        case F32, FUNCREF, EXTERNREF -> throw new IllegalArgumentException("No such argument");
      }
    }
    String name = qualified(function);
    if (!imports.contains(name)) {
      imports.add(name);
    }
    return code.bytes(0x10).number(imports.indexOf(name));
  }

  /**
   * Answers with a part of the memory, as {@code hp_on_request} does where nothing else is said.
   */
  WasmBytes reply(int address, int length) {
    return drop("http.reply", 200, address, length);
  }

  String manifest() {
    String all =
        "{'abi': 1, 'name': 'tried', 'version': '1.0.0', 'phases': ["
            + phases.stream().map(each -> "'" + each + "'").collect(Collectors.joining(", "))
            + "], 'grants': ["
            + grants.stream().map(each -> "'" + each + "'").collect(Collectors.joining(", "))
            + "]"
            + fields.stream().map(each -> ", " + each).collect(Collectors.joining())
            + "}";
    return all.replace('\'', '"');
  }

  byte[] build() {
    if (!bodies.containsKey("hp_on_request")) {
      on("hp_on_request", 3, reply(RESULTS, 0x1000));
    }
    bodies.putIfAbsent("hp_abi_version", new Body(List.of(), 1));
    bodies.putIfAbsent("hp_alloc", new Body(List.of(), BUFFER));
    Types types = new Types();
    WasmBytes imported = WasmBytes.of().number(imports.size());
    for (String each : imports) {
      String[] parts = each.split(" ", 2);
      imported.text(parts[0]).text(parts[1]).bytes(0).number(types.of(offered(each)));
    }
    WasmBytes functions = WasmBytes.of().number(bodies.size());
    WasmBytes exports = WasmBytes.of().number(bodies.size() + 1).text("memory").bytes(2, 0);
    WasmBytes code = WasmBytes.of().number(bodies.size());
    int index = imports.size();
    for (Map.Entry<String, Body> each : bodies.entrySet()) {
      FunctionType type = exportType(each.getKey());
      functions.number(types.of(type));
      exports.text(each.getKey()).bytes(0).number(index++);
      code.sized(body(each.getValue(), type));
    }
    return WasmBytes.module()
        .section(1, types.section())
        .section(2, imported)
        .section(3, functions)
        .section(5, WasmBytes.of(1, 0, PAGES))
        .section(7, exports)
        .section(10, code)
        .section(11, WasmBytes.of().number(segments).bytes(data.build()))
        .custom("horizonpush", manifest().getBytes(StandardCharsets.UTF_8))
        .build();
  }

  private static WasmBytes body(Body body, FunctionType type) {
    WasmBytes code = WasmBytes.of(0);
    body.code().forEach(step -> code.bytes(step.build()));
    if (!type.results().isEmpty()) {
      code.constant(body.result());
    }
    return code.bytes(0x0B);
  }

  private static FunctionType exportType(String name) {
    return switch (name) {
      case "_initialize", "hp_on_done" -> NativePlugin.NOTHING;
      case "hp_alloc" -> NativePlugin.ALLOC;
      case "hp_on_request_body", "hp_on_response_body", "hp_on_event" -> NativePlugin.CHUNK;
      default -> NativePlugin.VERDICT;
    };
  }

  /** The types of a module, each once. */
  private static final class Types {

    private final List<FunctionType> known = new ArrayList<>();

    private int of(FunctionType type) {
      if (!known.contains(type)) {
        known.add(type);
      }
      return known.indexOf(type);
    }

    private WasmBytes section() {
      WasmBytes section = WasmBytes.of().number(known.size());
      for (FunctionType type : known) {
        section.bytes(0x60).number(type.parameters().size());
        type.parameters().forEach(each -> section.bytes(code(each)));
        section.number(type.results().size());
        type.results().forEach(each -> section.bytes(code(each)));
      }
      return section;
    }

    private static int code(ValueType type) {
      return switch (type) {
        case I32 -> 0x7F;
        case I64 -> 0x7E;
        case F32 -> 0x7D;
        case F64 -> 0x7C;
        case FUNCREF -> 0x70;
        case EXTERNREF -> 0x6F;
      };
    }
  }
}
