package io.horizonpush.wasm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.horizonpush.wasm.engine.GuestFailure.EngineFault;
import io.horizonpush.wasm.engine.GuestFailure.Exited;
import io.horizonpush.wasm.engine.GuestFailure.Interrupted;
import io.horizonpush.wasm.engine.GuestFailure.StackExhausted;
import io.horizonpush.wasm.engine.GuestFailure.Trap;
import io.horizonpush.wasm.testing.Guests;
import io.horizonpush.wasm.testing.WasmBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules that run, and all ways in which they do not. */
class EngineTest {

  private static final int PAGES = 4;
  private static CompiledModule compiled;

  private long noted;

  @BeforeAll
  static void compile() {
    compiled = compile(Guests.bytes("engine"));
  }

  static CompiledModule compile(byte[] bytes) {
    return new ModuleCompiler(CodeStore.NONE, ModuleLimits.DEFAULT, Duration.ofSeconds(30))
        .compile(WasmModule.read(bytes, ModuleLimits.DEFAULT));
  }

  private List<HostFunction> host() {
    return List.of(
        new HostFunction(
            "test", "add", FunctionType.of("iI", "I"), (memory, args) -> (int) args[0] + args[1]),
        new HostFunction(
            "test",
            "note",
            FunctionType.of("i", ""),
            (memory, args) -> {
              noted++;
              return 0;
            }));
  }

  private Instance instance() {
    return compiled.instantiate(host(), PAGES);
  }

  private long call(Instance instance, String name, long... arguments) {
    FunctionType type = Objects.requireNonNull(compiled.module().functions().get(name));
    return instance.function(name, type).orElseThrow().call(arguments);
  }

  private GuestFailure failure(Instance instance, String name, long... arguments) {
    return catchThrowableOfType(GuestException.class, () -> call(instance, name, arguments))
        .failure();
  }

  @Test
  void aFunction_givesItsResult_andTheHostsGiveTheirs() {
    Instance instance = instance();

    assertThat((int) call(instance, "sum", 40, 2)).isEqualTo(42);
    assertThat(call(instance, "host", -1, 1L << 40)).isEqualTo((1L << 40) - 1);
    assertThat(instance.function("nothing here", FunctionType.of("", ""))).isEmpty();
  }

  @Test
  void aFunction_askedForWithAnotherType_isRefused() {
    assertThatThrownBy(() -> instance().function("sum", FunctionType.of("I", "i")))
        .isInstanceOf(RefusedModuleException.class)
        .hasMessageContaining("sum is (i32, i32) -> (i32) and should be (i64) -> (i32)");
  }

  @Test
  void instances_shareNothing() {
    Instance one = instance();
    call(one, "count");
    call(one, "count");
    call(one, "drop");
    call(one, "table_grow", 100);
    one.memory().write(16, new byte[] {1}, 0, 1);

    Instance other = instance();

    assertThat(call(other, "count")).isEqualTo(1);
    assertThat(call(other, "table_size")).as("the tables of another instance").isEqualTo(2);
    assertThat(new String(other.memory().read(16, 4), StandardCharsets.UTF_8)).isEqualTo("here");
    call(other, "init", 0, 0, 7);
    assertThat(other.memory().read(0, 1)).as("passive data").containsExactly('p');
  }

  @Test
  void memory_growsToItsLimit_andNotBeyond() {
    Instance instance = instance();

    assertThat((int) call(instance, "grow", 3)).isEqualTo(1);
    assertThat((int) call(instance, "grow", 1)).isEqualTo(-1);
    assertThat((int) call(instance, "grow", 0x7FFF_FFFF)).isEqualTo(-1);
    assertThat((int) call(instance, "grow", -1)).isEqualTo(-1);
    assertThat(instance.memory().size()).isEqualTo(PAGES * 65536L);
  }

  @Test
  void aTable_growsToTheLimit_andNotBeyond() {
    Instance instance = instance();

    assertThat((int) call(instance, "table_grow", 16_382)).isEqualTo(2);
    assertThat((int) call(instance, "table_grow", 1)).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 65536",
    "65535, 1",
    "65536, 0",
  })
  void theView_ofARangeInside_reads(int address, int length) {
    assertThat(instance().memory().read(address, length)).hasSize(length);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 65537",
    "65536, 1",
    "-1, 1",
    "-1, 0",
    "-2147483648, 4",
    "2147483647, 2147483647",
    "0, -1",
    "16, -2147483648",
  })
  void theView_ofARangeOutside_neitherReadsNorWrites(int address, int length) {
    GuestMemory memory = instance().memory();

    assertThatThrownBy(() -> memory.read(address, length))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> memory.write(address, new byte[70_000], 0, length))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trap",
        "divide 1 0",
        "divide -2147483648 -1",
        "load 65533",
        "load -1",
        "load -4",
        "store 65536",
        "fill 1 65536",
        "fill -1 2",
        "copy 0 65535 2",
        "init 65530 0 7",
        "init 0 1 7",
        "indirect 2",
        "indirect -1",
        "table_grow 2147483647",
      })
  void whatIsWrong_isATrap(String words) {
    String[] call = words.split(" ", -1);

    assertThat(
            failure(
                instance(), call[0], Stream.of(call).skip(1).mapToLong(Long::parseLong).toArray()))
        .isInstanceOf(Trap.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"recurse", "recurse_indirect", "recurse_host"})
  void callsWithoutEnd_endWithTheStack(String name) {
    assertThat(failure(instance(), name)).isInstanceOf(StackExhausted.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loop",
        "loop_if",
        "loop_table",
        "loop_call",
        "loop_host",
        "loop_fill",
        "loop_grow",
        "loop_table_grow"
      })
  void aLoopWithoutEnd_endsWhenItsThreadIsInterrupted(String name) throws Exception {
    Instance instance = instance();
    CompletableFuture<GuestFailure> ended = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform().daemon().start(() -> ended.complete(failure(instance, name)));

    thread.interrupt();

    assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
  }

  @Test
  void whatTheHostThrows_passesAsItIs_orIsTheRuntimesFault() {
    List<HostFunction> exits =
        List.of(
            host().getFirst(),
            new HostFunction(
                "test",
                "note",
                FunctionType.of("i", ""),
                (memory, args) -> {
                  throw args[0] == 0
                      ? new GuestException(new Exited(3))
                      : new IllegalStateException("a bug");
                }));

    assertThat(failure(compiled.instantiate(exits, PAGES), "loop_host")).isEqualTo(new Exited(3));
    assertThat(failure(compiled.instantiate(exits, PAGES), "recurse_host"))
        .isEqualTo(new EngineFault("java.lang.IllegalStateException"));
  }

  @Test
  void anImport_thatIsNotOffered_isNamed() {
    assertThatThrownBy(() -> compiled.instantiate(host().subList(0, 1), PAGES))
        .isInstanceOf(RefusedModuleException.class)
        .hasMessage("the module imports test.note, which this node does not have");
  }

  @Test
  void anImport_ofAnotherType_isRefused() {
    HostFunction other =
        new HostFunction("test", "note", FunctionType.of("I", ""), (memory, args) -> 0);

    assertThatThrownBy(() -> compiled.instantiate(List.of(host().getFirst(), other), PAGES))
        .isInstanceOf(RefusedModuleException.class)
        .hasMessageContaining("imports test.note as (i32) -> (), and it is (i64) -> ()");
  }

  @Test
  void aModule_thatBeginsWithMoreMemoryThanItsLimit_isRefused() {
    byte[] large =
        WasmBytes.module()
            .section(5, WasmBytes.of(1, 0, 5))
            .section(7, WasmBytes.of(1).text("memory").bytes(2, 0))
            .build();

    assertThatThrownBy(() -> compile(large).instantiate(List.of(), PAGES))
        .isInstanceOf(RefusedModuleException.class)
        .hasMessageContaining("begins with a memory of 320 KiB, and its limit is 256 KiB");
  }

  @Test
  void aStartFunction_thatTraps_failsTheInstance() {
    byte[] traps =
        WasmBytes.module()
            .section(1, WasmBytes.of(1, 0x60, 0, 0))
            .section(3, WasmBytes.of(1, 0))
            .section(8, WasmBytes.of(0))
            .section(10, WasmBytes.of(1, 3, 0, 0x00, 0x0B))
            .build();

    assertThatThrownBy(() -> compile(traps).instantiate(List.of(), PAGES))
        .isInstanceOfSatisfying(
            GuestException.class, e -> assertThat(e.failure()).isInstanceOf(Trap.class));
  }
}
