package io.horizonpush.wasm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.wasm.testing.Guests;
import io.horizonpush.wasm.testing.WasmBytes;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Compiling: within its time, a few at once, and without a trace once it is not used. */
class ModuleCompilerTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private static WasmModule module(byte[] bytes) {
    return WasmModule.read(bytes, ModuleLimits.DEFAULT);
  }

  /** A module with one function of many additions. */
  private static byte[] large(int additions) {
    WasmBytes body = WasmBytes.of(0).constant(1);
    for (int i = 0; i < additions; i++) {
      body.constant(i).bytes(0x6A);
    }
    return WasmBytes.module()
        .section(1, WasmBytes.of(1, 0x60, 0, 1, 0x7F))
        .section(3, WasmBytes.of(1, 0))
        .section(10, WasmBytes.of(1).sized(body.bytes(0x0B)))
        .build();
  }

  /** A store that does not answer before it may. */
  private static final class Slow implements CodeStore {

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    @Override
    public java.util.Optional<byte[]> find(String name) {
      waiting.incrementAndGet();
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return java.util.Optional.empty();
    }

    @Override
    public void keep(String name, byte[] code) {}

    @Override
    public void drop(String name) {}
  }

  @Test
  void aModule_thatTakesTooLong_isRefused_andThoseBehindItWhileItIsNotOver() {
    Slow store = new Slow();
    ModuleCompiler compiler =
        new ModuleCompiler(store, ModuleLimits.DEFAULT, Duration.ofMillis(500));
    WasmModule module = module(Guests.bytes("engine"));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> compiler.compile(module))
          .isInstanceOf(RefusedModuleException.class)
          .hasMessageContaining("takes more than");
    }

    assertThatThrownBy(() -> compiler.compile(module))
        .isInstanceOf(RefusedModuleException.class)
        .hasMessageContaining("busy with other modules");
    assertThat(store.waiting).as("no third thread").hasValue(2);

    store.release.countDown();
    // The first that are compiled after that may take longer than is allowed here.
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(compiler.compile(module)).isNotNull());
  }

  @Test
  void aFunction_thatJavaCannotCompile_isRefused_andNotSlow() {
    ModuleCompiler compiler = new ModuleCompiler(CodeStore.NONE, ModuleLimits.DEFAULT, LONG);

    assertThatThrownBy(() -> compiler.compile(module(large(60_000))))
        .isInstanceOf(RefusedModuleException.class)
        .hasMessageContaining("exceeds the Java method size limits");
    assertThat(compiler.compile(module(large(5_000)))).isNotNull();
  }

  @Test
  void aModule_thatIsNotValid_isRefused() {
    byte[] invalid =
        WasmBytes.module()
            .section(1, WasmBytes.of(1, 0x60, 0, 1, 0x7F))
            .section(3, WasmBytes.of(1, 0))
            .section(10, WasmBytes.of(1).sized(WasmBytes.of(0, 0x0B)))
            .build();

    assertThatThrownBy(
            () ->
                new ModuleCompiler(CodeStore.NONE, ModuleLimits.DEFAULT, LONG)
                    .compile(module(invalid)))
        .isInstanceOf(RefusedModuleException.class)
        .hasMessageContaining("not valid");
  }

  @Test
  void classes_ofWhatIsNotUsedAnyMore_goAway() {
    ModuleCompiler compiler = new ModuleCompiler(CodeStore.NONE, ModuleLimits.DEFAULT, LONG);
    byte[] bytes = Guests.bytes("engine");
    List<HostFunction> host =
        List.of(
            new HostFunction("test", "add", FunctionType.of("iI", "I"), (memory, args) -> 0),
            new HostFunction("test", "note", FunctionType.of("i", ""), (memory, args) -> 0));
    var classes = ManagementFactory.getClassLoadingMXBean();
    List<Instance> last = new ArrayList<>();
    int before = 0;
    for (int i = 0; i < 120; i++) {
      if (i == 20) {
        System.gc();
        before = classes.getLoadedClassCount();
      }
      last.clear();
      last.add(compiler.compile(module(bytes)).instantiate(host, 4));
    }

    int warm = before;
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(classes.getLoadedClassCount()).isLessThan(warm + 60);
            });
    assertThat(last).hasSize(1);
  }
}
