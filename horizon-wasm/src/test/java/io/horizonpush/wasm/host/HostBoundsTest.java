package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.wasm.abi.HeadAction;
import io.horizonpush.wasm.engine.FunctionType;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.ValueType;
import io.horizonpush.wasm.testing.WasmBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every function that the host offers, called with numbers that are no pointers: made from the
 * table of imports, so that none is forgotten.
 */
class HostBoundsTest {

  private static final int SIZE = PluginBuilder.PAGES * 65_536;

  /** Numbers that are wrong as a pointer, as a length, or together. */
  private static final int[] HOSTILE = {
    SIZE, SIZE - 1, SIZE + 1, -1, -4, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x7FFF_FFF0
  };

  /** What takes no pointer at all, or never looks at one. */
  private static final Set<String> WITHOUT_POINTERS =
      Set.of(
          "horizonpush:blobs write_open",
          "horizonpush:http cache_ttl",
          "horizonpush:net status",
          "horizonpush:sdk deadline",
          "horizonpush:sdk hash_open",
          "horizonpush:sdk time",
          "wasi_snapshot_preview1 sched_yield",
          "wasi_snapshot_preview1 proc_exit");

  private final TestingPlugins plugins = new TestingPlugins();

  @AfterEach
  void close() {
    plugins.close();
  }

  static Set<String> functions() {
    return new TreeSet<>(PluginBuilder.offered().keySet());
  }

  private static String shortName(String name) {
    return name.replace("horizonpush:", "")
        .replace("wasi_snapshot_preview1", "wasi")
        .replace(' ', '.');
  }

  private static PluginBuilder allGranted() {
    return new PluginBuilder()
        .grant(
            "http.credentials",
            "http.rewrite",
            "auth.identity=alice",
            "blobs.read",
            "blobs.write=1MiB",
            "docs.read=*/",
            "docs.write=*/",
            "net=example.com");
  }

  /** Each integer of a function in turn, and all at once, as each of the hostile numbers. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void hostileNumbers_areNeverFollowed(String name) {
    FunctionType type = PluginBuilder.offered().get(name);
    if (type == null || name.endsWith(" proc_exit")) {
      return; // It takes a code and ends the guest, whatever it is.
    }
    PluginBuilder plugin = allGranted();
    List<Object[]> calls = hostileCalls(type);
    List<WasmBytes> steps = new ArrayList<>();
    boolean gives = !type.results().isEmpty();
    for (int i = 0; i < calls.size(); i++) {
      steps.add(
          gives
              ? plugin.keep(8 * i, shortName(name), calls.get(i))
              : plugin.drop(shortName(name), calls.get(i)));
    }

    Kept kept = Kept.ofRequest(plugins, plugin, steps.toArray(WasmBytes[]::new));

    assertThat(plugins.sinks.failures).as("faults of the node").isEmpty();
    if (gives && !WITHOUT_POINTERS.contains(name)) {
      int last = 8 * (calls.size() - 1); // All of its numbers are wrong in the last ones.
      long result =
          type.results().getFirst() == ValueType.I64 ? kept.wide(last) : kept.result(last);
      if (name.startsWith("wasi")) {
        assertThat(result).isIn(0L, 8L, 21L, 28L, 52L);
      } else {
        assertThat(result).isNegative();
      }
    }
  }

  private static List<Object[]> hostileCalls(FunctionType type) {
    List<Object[]> calls = new ArrayList<>();
    int count = type.parameters().size();
    for (int number : HOSTILE) {
      for (int at = 0; at < count; at++) {
        Object[] call = benign(type);
        call[at] = number;
        calls.add(call);
      }
      Object[] all = benign(type);
      Arrays.fill(all, number);
      calls.add(all);
    }
    return calls.size() > 120 ? calls.subList(calls.size() - 120, calls.size()) : calls;
  }

  private static Object[] benign(FunctionType type) {
    Object[] call = new Object[type.parameters().size()];
    Arrays.fill(call, 1);
    return call;
  }

  /** Functions whose pointer is known by its place: each of them refuses what lies outside. */
  @Test
  void aPointerOutside_isInvalid() {
    Map<String, Object[]> calls =
        Map.ofEntries(
            Map.entry("http.property", new Object[] {1, SIZE - 1, 2}),
            Map.entry("http.query", new Object[] {-1, 1, 0, 0}),
            Map.entry("http.header_get", new Object[] {0, 0, 0, SIZE, 1}),
            Map.entry("http.header_at", new Object[] {0, 0, -1, 1}),
            Map.entry("http.header_set", new Object[] {0, SIZE, 1, 0, 0}),
            Map.entry("http.header_remove", new Object[] {0, SIZE - 1, -1}),
            Map.entry("http.rewrite", new Object[] {0, 0, -8, 16}),
            Map.entry("http.reply", new Object[] {200, SIZE, 1}),
            Map.entry("http.deny", new Object[] {SIZE, 1, 0, 0}),
            Map.entry("sdk.config", new Object[] {0, 0, 1, SIZE}),
            Map.entry("sdk.metric_add", new Object[] {-1, 2, 1}),
            Map.entry("sdk.random", new Object[] {SIZE - 4, 5}),
            Map.entry("sdk.hash", new Object[] {2, 0, SIZE + 1, 0}),
            Map.entry("sdk.hmac", new Object[] {2, 0, 0, 0, 0, SIZE - 31}),
            Map.entry("sdk.encode", new Object[] {1, 0, 1, SIZE, 1}),
            Map.entry("sdk.decode", new Object[] {1, -1, 1, 0, 1}),
            Map.entry("sdk.var_set", new Object[] {0, 1, SIZE, 1}),
            Map.entry("sdk.node_id", new Object[] {SIZE - 31}),
            Map.entry("sdk.cache_invalidate", new Object[] {SIZE, 1}),
            Map.entry("blobs.size", new Object[] {SIZE - 31}),
            Map.entry("blobs.respond", new Object[] {-32}),
            Map.entry("blobs.read", new Object[] {0, 0, SIZE - 1, 2}),
            Map.entry("docs.get", new Object[] {0, 0, 16, 1, -1, 1}),
            Map.entry("docs.set", new Object[] {0, -1, 16, 1, 0, 0}),
            Map.entry("docs.list", new Object[] {0, 0, 0, 0, 0, 0, SIZE, 1}),
            Map.entry("net.request", new Object[] {SIZE, 1, 0, 0}));
    PluginBuilder plugin = allGranted();
    List<String> names = List.copyOf(calls.keySet());
    List<WasmBytes> steps = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      steps.add(plugin.keep(8 * i, names.get(i), Objects.of(calls, names.get(i))));
    }

    Kept kept = Kept.ofRequest(plugins, plugin, steps.toArray(WasmBytes[]::new));

    for (int i = 0; i < names.size(); i++) {
      assertThat(kept.result(8 * i)).as(names.get(i)).isEqualTo(Errno.INVALID.code());
    }
    assertThat(plugins.view.changes).isEmpty();
  }

  private static final class Objects {
    private static Object[] of(Map<String, Object[]> calls, String name) {
      return calls.getOrDefault(name, new Object[0]);
    }
  }

  /** Random numbers for random functions: whatever comes, the host itself never fails. */
  @Test
  void randomCalls_neverMakeTheHostFail() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> names =
        functions().stream()
            .filter(name -> !name.endsWith("proc_exit") && !name.contains(":net "))
            .toList();
    for (int round = 0; round < 40; round++) {
      PluginBuilder plugin = allGranted();
      WasmBytes[] steps = new WasmBytes[60];
      for (int i = 0; i < steps.length; i++) {
        String name = names.get(random.nextInt(names.size()));
        int parameters = parameters(name);
        Object[] arguments = new Object[parameters];
        for (int j = 0; j < parameters; j++) {
          arguments[j] =
              switch (random.nextInt(4)) {
                case 0 -> random.nextInt(100);
                case 1 -> random.nextInt(SIZE);
                case 2 -> HOSTILE[random.nextInt(HOSTILE.length)];
                default -> random.nextInt();
              };
        }
        steps[i] = plugin.drop(shortName(name), arguments);
      }
      plugin.on("hp_on_request", 0, steps);
      NativeInstance instance = plugins.begun(plugin);
      try {
        HeadAction action = plugins.threads.run(thread -> instance.onRequest());
        assertThat(action).isInstanceOf(HeadAction.Continue.class);
      } catch (GuestException e) {
        assertThat(e.failure().kind()).as("seed %d", seed).isNotEqualTo("engine-fault");
      }
      plugins.threads.run(
          thread -> {
            instance.end();
            return 0;
          });
      assertThat(plugins.sinks.failures).as("seed %d round %d", seed, round).isEmpty();
    }
  }

  private static int parameters(String name) {
    FunctionType type = PluginBuilder.offered().get(name);
    return type == null ? 0 : type.parameters().size();
  }
}
