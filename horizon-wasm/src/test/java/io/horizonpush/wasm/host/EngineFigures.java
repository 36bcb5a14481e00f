package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.engine.CodeCache;
import io.horizonpush.wasm.engine.CodeStore;
import io.horizonpush.wasm.engine.ModuleCompiler;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.engine.WasmModule;
import io.horizonpush.wasm.pool.InstancePool;
import io.horizonpush.wasm.pool.MemoryBudget;
import io.horizonpush.wasm.testing.WasmBytes;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** Prints what calls, hops, instances and compiling cost here. No test: run its main method. */
final class EngineFigures {

  private EngineFigures() {}

  public static void main(String[] arguments) throws Exception {
    try (TestingPlugins plugins = new TestingPlugins()) {
      plugins.limits =
          new PluginLimits(
              16 << 20, Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofSeconds(5));
      hops(plugins);
      calls(plugins);
      instances(plugins);
      compiling();
    }
    System.exit(0);
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%-58s median %9.2f µs   p99 %9.2f µs%n",
        what, nanos[nanos.length / 2] / 1e3, nanos[nanos.length * 99 / 100] / 1e3);
  }

  private static long[] measured(int warm, int times, LongSupplier once) {
    long[] nanos = new long[warm + times];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = once.getAsLong();
    }
    return Arrays.copyOfRange(nanos, warm, nanos.length);
  }

  private static long timed(Runnable code) {
    long start = System.nanoTime();
    code.run();
    return System.nanoTime() - start;
  }

  /** From a virtual thread to a guest thread and back. */
  private static void hops(TestingPlugins plugins) throws InterruptedException {
    Thread.ofVirtual()
        .start(
            () ->
                print(
                    "hop: a virtual thread runs nothing on a guest thread",
                    measured(20_000, 20_000, () -> timed(() -> plugins.threads.run(thread -> 0)))))
        .join();
    NativeInstance[] three = new NativeInstance[3];
    for (int i = 0; i < three.length; i++) {
      PluginBuilder noop = new PluginBuilder().on("hp_on_request", 0).on("hp_on_response", 0);
      three[i] = plugins.begun(noop);
    }
    Thread.ofVirtual()
        .start(
            () ->
                print(
                    "three no-op plugins, request in one hop, response in another",
                    measured(20_000, 20_000, () -> timed(() -> twoHops(plugins, three)))))
        .join();
  }

  private static void twoHops(TestingPlugins plugins, NativeInstance[] three) {
    plugins.threads.run(
        thread -> {
          for (NativeInstance each : three) {
            each.onRequest();
          }
          return 0;
        });
    plugins.threads.run(
        thread -> {
          for (NativeInstance each : three) {
            each.onResponse();
          }
          return 0;
        });
  }

  private static void calls(TestingPlugins plugins) {
    PluginBuilder builder = new PluginBuilder().field("'body': {'request': 'read'}");
    builder
        .on("hp_on_request", 0)
        .on("hp_on_request_body", 1)
        .on("hp_on_response", 0, builder.drop("http.property", 16, Kept.OUT, 16));
    NativeInstance instance = plugins.begun(builder);
    plugins.threads.run(
        thread -> {
          print(
              "a guarded call of a no-op, on its thread",
              measured(50_000, 50_000, () -> timed(instance::onRequest)));
          print(
              "the same with one call of the host",
              measured(50_000, 50_000, () -> timed(instance::onResponse)));
          ByteBuffer chunk = ByteBuffer.allocate(64 << 10);
          print(
              "a chunk of 64 KiB that is seen",
              measured(
                  20_000,
                  20_000,
                  () -> timed(() -> instance.onRequestBody(chunk.rewind(), false))));
          return 0;
        });
  }

  private static void instances(TestingPlugins plugins) {
    NativePlugin plugin = plugins.plugin(new PluginBuilder());
    MemoryBudget budget = new MemoryBudget(1L << 30);
    InstancePool<NativeInstance> pool =
        new InstancePool<>(
            new InstancePool.Settings(
                4, Duration.ofSeconds(1), false, Integer.MAX_VALUE, Duration.ofHours(1), 1 << 30),
            plugin::instantiate,
            NativeInstance::memoryBytes,
            budget.reserve("figures", 4, 16 << 20));
    plugins.threads.run(
        thread -> {
          print(
              "an instance of 4 pages, started",
              measured(3_000, 3_000, () -> timed(plugin::instantiate)));
          print(
              "an instance out of its pool and back",
              measured(
                  50_000,
                  50_000,
                  () ->
                      timed(
                          () -> {
                            try (InstancePool<NativeInstance>.Lease lease = pool.lease()) {
                              lease.instance();
                            }
                          })));
          return 0;
        });
  }

  private static void compiling() throws Exception {
    byte[] small = new PluginBuilder().build();
    byte[] large = manyFunctions(2_000, 100);
    for (byte[] bytes : new byte[][] {small, large}) {
      String size = bytes.length / 1024 + " KiB";
      print("compiling a module of " + size, measured(2, 5, () -> compile(CodeStore.NONE, bytes)));
      Path folder = Files.createTempDirectory("figures");
      CodeCache cache = new CodeCache(folder, new byte[32], 1 << 30);
      compile(cache, bytes);
      print("its code from the disk", measured(2, 20, () -> compile(cache, bytes)));
      WasmModule module = WasmModule.read(bytes, ModuleLimits.DEFAULT);
      print(
          "looking at it before it is parsed",
          measured(5, 20, () -> timed(() -> WasmModule.read(bytes, ModuleLimits.DEFAULT))));
      System.out.println(module.size() + " bytes; heap while it is kept: " + kept(bytes) + " KiB");
    }
  }

  private static long compile(CodeStore store, byte[] bytes) {
    ModuleCompiler compiler =
        new ModuleCompiler(store, ModuleLimits.DEFAULT, Duration.ofSeconds(60));
    return timed(() -> compiler.compile(WasmModule.read(bytes, ModuleLimits.DEFAULT)));
  }

  private static long kept(byte[] bytes) {
    ModuleCompiler compiler =
        new ModuleCompiler(CodeStore.NONE, ModuleLimits.DEFAULT, Duration.ofSeconds(60));
    long before = used();
    Object compiled = compiler.compile(WasmModule.read(bytes, ModuleLimits.DEFAULT));
    long after = used();
    return compiled == null ? 0 : (after - before) / 1024;
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static byte[] manyFunctions(int functions, int additions) {
    WasmBytes body = WasmBytes.of(0).constant(1);
    for (int i = 0; i < additions; i++) {
      body.constant(i).bytes(0x6A);
    }
    body.bytes(0x0B);
    WasmBytes code = WasmBytes.of().number(functions);
    for (int i = 0; i < functions; i++) {
      code.sized(body);
    }
    return WasmBytes.module()
        .section(1, WasmBytes.of(1, 0x60, 0, 1, 0x7F))
        .section(3, WasmBytes.of().number(functions).times(functions, 0))
        .section(10, code)
        .build();
  }
}
