package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.horizonpush.wasm.abi.BodyAction;
import io.horizonpush.wasm.abi.HeadAction;
import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.engine.GuestFailure.BadResult;
import io.horizonpush.wasm.engine.GuestFailure.OverBudget;
import io.horizonpush.wasm.engine.GuestFailure.StartFailed;
import io.horizonpush.wasm.engine.GuestFailure.TimedOut;
import io.horizonpush.wasm.testing.WasmBytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lifecycle of an instance, and what becomes of one that does not keep to it. */
class NativeInstanceTest {

  /** {@code loop br 0 end}: never comes back. */
  static final int[] FOREVER = {0x03, 0x40, 0x0C, 0, 0x0B};

  private final TestingPlugins plugins = new TestingPlugins();
  private final PluginBuilder plugin = new PluginBuilder();

  @AfterEach
  void close() {
    plugins.close();
  }

  private GuestFailure startFailure() {
    return catchThrowableOfType(GuestException.class, () -> plugins.instance(plugin)).failure();
  }

  private GuestFailure failure(Consumer<PluginInstance<NativeRequest>> call) {
    NativeInstance instance = plugins.begun(plugin);
    return catchThrowableOfType(
            GuestException.class,
            () ->
                plugins.threads.run(
                    thread -> {
                      call.accept(instance);
                      return 0;
                    }))
        .failure();
  }

  @Test
  void aStart_isInOrder_andWithinItsTime() {
    plugin
        .on("_initialize", 0, plugin.drop("sdk.log", 3, "initialize"))
        .on("hp_init", 0, plugin.drop("sdk.log", 3, "init"))
        .on("hp_alloc", PluginBuilder.BUFFER, plugin.drop("sdk.log", 3, "alloc"));

    plugins.instance(plugin);

    assertThat(plugins.sinks.lines)
        .extracting(PluginSinks.LogLine::text)
        .containsExactly("initialize", "init", "alloc");
  }

  @Test
  void aStart_thatFails_saysWhy() {
    plugin.on("hp_init", 5);
    assertThat(startFailure()).isEqualTo(new StartFailed("hp_init gave 5"));
    plugin.on("hp_init", 0).on("hp_alloc", 0);
    assertThat(startFailure()).isEqualTo(new StartFailed("hp_alloc gave no buffer of 64 KiB"));
    plugin.on("hp_alloc", PluginBuilder.PAGES * 65_536 - 100);
    assertThat(startFailure()).isInstanceOf(StartFailed.class);
    plugin.on("hp_alloc", PluginBuilder.BUFFER).on("hp_abi_version", 2);
    assertThat(startFailure())
        .isEqualTo(new StartFailed("it needs version 2 of the ABI, and this node has 1"));
  }

  @Test
  void aStart_thatNeverEnds_isStopped() {
    plugins.limits =
        new PluginLimits(
            1 << 20, Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMillis(80));
    plugin.on("hp_init", 0, WasmBytes.of(FOREVER));

    assertThat(startFailure()).isInstanceOfAny(OverBudget.class, TimedOut.class);
  }

  @Test
  void aModule_withMoreMemoryThanItsLimit_doesNotStart() {
    plugins.limits =
        new PluginLimits(
            128 << 10, Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(1));

    assertThat(startFailure())
        .isEqualTo(
            new StartFailed(
                "the module begins with a memory of 256 KiB, and its limit is 128 KiB"));
  }

  @ParameterizedTest
  @CsvSource({"0, Continue", "2, Skip"})
  void actions_areWhatTheyAre(int action, String name) {
    plugin.on("hp_on_request", action);
    NativeInstance instance = plugins.begun(plugin);

    HeadAction said = plugins.threads.run(thread -> instance.onRequest());

    assertThat(said.getClass().getSimpleName()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"0, Continue", "1, Pass", "2, Skip", "4, Hold"})
  void actionsOfBodies_areWhatTheyAre(int action, String name) {
    plugin
        .field("'body': {'response': 'read'}")
        .on("hp_on_response", 0)
        .on("hp_on_response_body", action);
    NativeInstance instance = plugins.begun(plugin);

    BodyAction said =
        plugins.threads.run(thread -> instance.onResponseBody(ByteBuffer.allocate(1), true));

    assertThat(said.getClass().getSimpleName()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"1", "4", "5", "-1", "2147483647"})
  void whatNoActionIs_isAFailure(int action) {
    plugin.on("hp_on_request", action);

    assertThat(failure(PluginInstance::onRequest)).isInstanceOf(BadResult.class);
  }

  @Test
  void anActionWithoutWhatItNeeds_isAFailure() {
    plugin.on("hp_on_request", 3);
    assertThat(failure(PluginInstance::onRequest))
        .isEqualTo(new BadResult("it said RESPOND without http.reply, http.deny or blobs.respond"));
    plugin.on("hp_authorize", 1);
    assertThat(failure(PluginInstance::authorize)).isInstanceOf(BadResult.class);
    plugin.on("hp_cache_lookup", 1).on("hp_cache_store", 1);
    assertThat(failure(PluginInstance::cacheLookup)).isInstanceOf(BadResult.class);
    assertThat(failure(PluginInstance::cacheStore)).isInstanceOf(BadResult.class);
    plugin.on("hp_cache_lookup", 2, plugin.drop("http.reply", 200, 0, 0));
    assertThat(failure(PluginInstance::cacheLookup))
        .isEqualTo(new BadResult("it said HIT without blobs.respond"));
  }

  @Test
  void anAnswerOfOneCall_isNotTheNextOnes() {
    plugin.on("hp_on_response", 0, plugin.drop("http.reply", 200, "left")).on("hp_on_request", 3);
    NativeInstance instance = plugins.begun(plugin);
    plugins.threads.run(thread -> instance.onResponse());

    assertThatThrownBy(() -> plugins.threads.run(thread -> instance.onRequest()))
        .isInstanceOf(GuestException.class);
  }

  @Test
  void holding_isOfAnswersOnly() {
    plugin.field("'body': {'request': 'read'}").on("hp_on_request_body", 4);

    assertThat(failure(instance -> instance.onRequestBody(ByteBuffer.allocate(1), false)))
        .isInstanceOf(BadResult.class);
  }

  @Test
  void aChunk_isInTheBuffer_withItsLengthAndWhetherItIsTheLast() {
    WasmBytes keep =
        WasmBytes.of()
            .constant(PluginBuilder.RESULTS)
            .bytes(0x20, 1, 0x36, 2, 0)
            .constant(PluginBuilder.RESULTS + 4)
            .bytes(0x20, 2, 0x36, 2, 0)
            .constant(PluginBuilder.RESULTS + 8)
            .bytes(0x20, 0, 0x20, 1, 0xFC, 10, 0, 0);
    plugin.field("'body': {'request': 'read'}").on("hp_on_request_body", 0, keep);
    NativeInstance instance = plugins.begun(plugin);
    plugins.threads.run(
        thread -> instance.onRequestBody(ByteBuffer.wrap(new byte[] {7, 8, 9}), true));

    Kept kept = Kept.after(plugins, instance);

    assertThat(kept.result(0)).isEqualTo(3);
    assertThat(kept.result(4)).isEqualTo(1);
    assertThat(kept.read(8, 3)).containsExactly(7, 8, 9);
  }

  @Test
  void allCallsOfARequest_haveOneTime() {
    plugins.limits =
        new PluginLimits(
            1 << 20, Duration.ofSeconds(5), Duration.ofMillis(150), Duration.ofSeconds(5));
    plugin.on("hp_on_request", 0, WasmBytes.of(FOREVER));

    NativeInstance instance = plugins.begun(plugin);
    assertThat(
            catchThrowableOfType(
                    GuestException.class, () -> plugins.threads.run(thread -> instance.onRequest()))
                .failure())
        .isEqualTo(new TimedOut());
    assertThat(
            catchThrowableOfType(
                    GuestException.class, () -> plugins.threads.run(thread -> instance.onRequest()))
                .failure())
        .as("nothing is left")
        .isEqualTo(new TimedOut());
  }

  @Test
  void anInstance_servesOneRequestAtATime() {
    NativeInstance instance = plugins.begun(plugin);

    assertThatThrownBy(() -> plugins.begin(instance)).isInstanceOf(IllegalStateException.class);
    instance.end();
    instance.end();
    plugins.begin(instance);
  }

  @Test
  void aTick_andTheEndOfARequest_areToldToThoseWhoWant() {
    plugin
        .on("hp_on_tick", 0, plugin.drop("sdk.log", 3, "tick"))
        .on("hp_on_done", 0, plugin.drop("sdk.log", 3, "done"));
    NativeInstance instance = plugins.instance(plugin);
    instance.begin(new NativeRequest(Optional.empty(), plugins.variables, "tick"));
    plugins.threads.run(
        thread -> {
          instance.onTick();
          instance.onDone();
          return 0;
        });
    NativeInstance without = plugins.begun(new PluginBuilder());
    plugins.threads.run(
        thread -> {
          without.onDone();
          return 0;
        });

    assertThat(plugins.sinks.lines)
        .extracting(PluginSinks.LogLine::text)
        .containsExactly("tick", "done");
    assertThat(instance.memoryBytes()).isEqualTo(PluginBuilder.PAGES * 65_536L);
  }

  @Test
  void aModule_thatDoesNotDoWhatItsManifestSays_isRefusedByName() {
    plugin.field("'body': {'response': 'read'}").on("hp_on_response", 0);
    assertThatThrownBy(() -> plugins.plugin(plugin))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessage("the module does not export hp_on_response_body");
    assertThatThrownBy(() -> plugins.plugin(new PluginBuilder().on("hp_cache_lookup", 0)))
        .hasMessage("the module does not export hp_cache_store");
  }

  @Test
  void imports_thatTheNodeHasNot_areRefusedByName() {
    byte[] strange =
        WasmBytes.module()
            .section(1, WasmBytes.of(3, 0x60, 0, 0, 0x60, 0, 1, 0x7F, 0x60, 1, 0x7F, 1, 0x7F))
            .section(2, WasmBytes.of(1).text("horizonpush:files").text("open").bytes(0, 0))
            .section(3, WasmBytes.of(3, 1, 2, 1))
            .section(5, WasmBytes.of(1, 0, 2))
            .section(
                7,
                WasmBytes.of(4)
                    .text("memory")
                    .bytes(2, 0)
                    .text("hp_abi_version")
                    .bytes(0, 1)
                    .text("hp_alloc")
                    .bytes(0, 2)
                    .text("hp_on_request")
                    .bytes(0, 3))
            .section(
                10, WasmBytes.of(3, 4, 0, 0x41, 1, 0x0B, 4, 0, 0x41, 1, 0x0B, 4, 0, 0x41, 0, 0x0B))
            .custom(
                "horizonpush",
                TestingPlugins.LEAST.getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .build();

    assertThatThrownBy(() -> plugins.plugin(strange))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessage("the module imports horizonpush:files.open, which this node does not have");
  }

  @Test
  void everyFunction_isOfTheModulesThatTheDocumentNames() {
    assertThat(PluginBuilder.offered().keySet().stream().map(name -> name.split(" ", 2)[0]))
        .hasSameElementsAs(
            List.of(
                "horizonpush:http",
                "horizonpush:sdk",
                "horizonpush:blobs",
                "horizonpush:docs",
                "horizonpush:net",
                "wasi_snapshot_preview1"));
  }
}
