package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.wasm.abi.PluginEvent;
import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.testing.WasmBytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plugins that mean harm, each with a name. What is malformed is in {@code ModuleScanTest}, numbers
 * that are no pointers are in {@link HostBoundsTest}.
 */
class AbuseTest {

  private static final Duration BUDGET = Duration.ofMillis(60);

  private final TestingPlugins plugins = new TestingPlugins();

  @BeforeEach
  void limit() {
    plugins.limits =
        new PluginLimits(1 << 20, BUDGET, Duration.ofSeconds(20), Duration.ofSeconds(5));
  }

  @AfterEach
  void close() {
    plugins.close();
  }

  private static final Consumer<PluginInstance<NativeRequest>> REQUEST = PluginInstance::onRequest;

  /** Every way into a plugin, with a loop behind it. */
  static Stream<Arguments> endless() {
    ByteBuffer chunk = ByteBuffer.allocate(0);
    return Stream.of(
        endless("hp_authorize", PluginInstance::authorize),
        endless("hp_cache_lookup", PluginInstance::cacheLookup),
        endless("hp_cache_store", PluginInstance::cacheStore),
        endless("hp_on_request", PluginInstance::onRequest),
        endless("hp_on_request_body", each -> each.onRequestBody(chunk, true)),
        endless("hp_on_response", PluginInstance::onResponse),
        endless("hp_on_response_body", each -> each.onResponseBody(chunk, true)),
        endless("hp_on_done", PluginInstance::onDone),
        endless(
            "hp_on_event",
            each -> each.onEvent(new PluginEvent.EntrySet(new BucketName("media"), "k"))),
        endless("hp_on_tick", PluginInstance::onTick));
  }

  private static Arguments endless(String export, Consumer<PluginInstance<NativeRequest>> call) {
    return Arguments.of(export, call);
  }

  @ParameterizedTest(name = "endless {0}")
  @MethodSource("endless")
  void aCallThatNeverEnds_isStoppedWithinAHundredMillisecondsOfItsBudget(
      String export, Consumer<PluginInstance<NativeRequest>> call) {
    PluginBuilder plugin =
        new PluginBuilder()
            .on("hp_authorize", 0)
            .on("hp_cache_lookup", 0)
            .on("hp_cache_store", 0)
            .on("hp_on_response", 0)
            .on(export, 0, WasmBytes.of(NativeInstanceTest.FOREVER));
    NativeInstance instance = plugins.begun(plugin);

    long cpu =
        plugins.threads.run(
            thread -> {
              GuestFailure failure =
                  catchThrowableOfType(GuestException.class, () -> call.accept(instance)).failure();
              assertThat(failure).isEqualTo(new GuestFailure.OverBudget(BUDGET));
              return thread.lastCpuNanos();
            });

    assertThat(Duration.ofNanos(cpu)).isBetween(BUDGET, BUDGET.plusMillis(100));
    assertTheNodeGoesOn();
  }

  private void assertTheNodeGoesOn() {
    PluginBuilder other = new PluginBuilder();
    Kept kept = Kept.ofRequest(plugins, other, other.keep(0, "http.property", 16, Kept.OUT, 16));
    assertThat(kept.text(Kept.AT, kept.result(0))).isEqualTo("entry");
    assertThat(plugins.threads.lost()).isZero();
    assertThat(plugins.view.changes).isEmpty();
    assertThat(plugins.sinks.failures).isEmpty();
  }

  /** What a guest does in {@code hp_on_request}, and what kind of end it comes to. */
  static List<Arguments> ends() {
    List<Arguments> cases = new ArrayList<>();
    ends(cases, "unreachable", "trap", plugin -> WasmBytes.of(0x00));
    ends(cases, "a division by zero", "trap", plugin -> ints(1, 0).bytes(0x6D, 0x1A));
    ends(cases, "the least number by -1", "trap", plugin -> ints(1 << 31, -1).bytes(0x6D, 0x1A));
    ends(cases, "a load behind the end", "trap", plugin -> ints(-4).bytes(0x28, 2, 0, 0x1A));
    ends(
        cases,
        "a load whose offset overflows",
        "trap",
        plugin -> ints(-1).bytes(0x28, 2).number(0xFFFF_FFFFL).bytes(0x1A));
    ends(cases, "a store behind the end", "trap", plugin -> ints(1 << 18, 1).bytes(0x36, 2, 0));
    ends(cases, "a fill behind the end", "trap", plugin -> ints(1, 1, 1 << 18).bytes(0xFC, 11, 0));
    ends(
        cases,
        "a copy behind the end",
        "trap",
        plugin -> ints(0, 1 << 18, 9).bytes(0xFC, 10, 0, 0));
    ends(cases, "a copy of -1", "trap", plugin -> ints(0, 0, -1).bytes(0xFC, 10, 0, 0));
    ends(cases, "proc_exit", "exited", plugin -> plugin.drop("wasi.proc_exit", 0));
    ends(cases, "a loop of br_if", "over-budget", plugin -> loop(ints(1).bytes(0x0D, 0)));
    ends(cases, "a loop of br_table", "over-budget", plugin -> loop(ints(0).bytes(0x0E, 0, 0)));
    ends(
        cases,
        "a loop that fills memory",
        "over-budget",
        plugin -> forever(ints(0, 1, 1 << 18).bytes(0xFC, 11, 0)));
    ends(
        cases,
        "a loop that grows memory",
        "over-budget",
        plugin -> forever(ints(1).bytes(0x40, 0, 0x1A)));
    for (String each :
        List.of("sdk.time", "sdk.deadline", "wasi.sched_yield", "blobs.write_open")) {
      ends(cases, "a flood of " + each, "host-flood", plugin -> forever(plugin.drop(each)));
    }
    ends(
        cases,
        "a flood of properties",
        "host-flood",
        plugin -> forever(plugin.drop("http.property", 1, 0, 0)));
    ends(
        cases,
        "a flood of pointers outside",
        "host-flood",
        plugin -> forever(plugin.drop("http.header_get", 0, -1, 1, 0, 0)));
    ends(cases, "a flood of lines", "host-flood", plugin -> forever(plugin.drop("sdk.log", 3, "")));
    ends(
        cases,
        "a flood of measurements",
        "host-flood",
        plugin -> forever(plugin.drop("sdk.metric_add", "m", 1.0)));
    ends(
        cases,
        "a flood of handles",
        "host-flood",
        plugin -> forever(plugin.drop("sdk.hash_open", 4)));
    ends(
        cases,
        "a flood of variables",
        "host-flood",
        plugin -> forever(plugin.drop("sdk.var_set", "v", "x")));
    ends(
        cases,
        "a flood of tags",
        "host-flood",
        plugin -> forever(plugin.drop("sdk.cache_invalidate", "t")));
    ends(
        cases,
        "a flood of entries",
        "host-flood",
        plugin -> forever(plugin.grant("docs.read=*/").drop("docs.get", "media", "k", 0, 0)));
    ends(
        cases,
        "hashes of all memory",
        "over-budget",
        plugin -> forever(plugin.drop("sdk.hash", 1, 0, 1 << 18, 0)));
    ends(
        cases,
        "random numbers without end",
        "over-budget",
        plugin -> forever(plugin.drop("sdk.random", 0, 1 << 18)));
    ends(
        cases,
        "encodings without end",
        "over-budget",
        plugin -> forever(plugin.drop("sdk.encode", 2, 0, 1 << 17, 0, 0)));
    return cases;
  }

  private static void ends(
      List<Arguments> cases, String name, String kind, Function<PluginBuilder, WasmBytes> code) {
    cases.add(Arguments.of(name, kind, code));
  }

  private static WasmBytes ints(int... values) {
    WasmBytes code = WasmBytes.of();
    for (int value : values) {
      code.constant(value);
    }
    return code;
  }

  private static WasmBytes loop(WasmBytes body) {
    return WasmBytes.of(0x03, 0x40).bytes(body.build()).bytes(0x0B);
  }

  private static WasmBytes forever(WasmBytes body) {
    return loop(WasmBytes.of().bytes(body.build()).bytes(0x0C, 0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void aHostileCall_endsAsItMust_andTheNodeGoesOn(
      String name, String kind, Function<PluginBuilder, WasmBytes> code) {
    PluginBuilder plugin = new PluginBuilder();
    plugin.on("hp_on_request", 0, code.apply(plugin));
    NativeInstance instance = plugins.begun(plugin);

    GuestFailure failure =
        catchThrowableOfType(
                GuestException.class,
                () ->
                    plugins.threads.run(
                        thread -> {
                          REQUEST.accept(instance);
                          return 0;
                        }))
            .failure();

    // A flood that takes longer than its processor time is stopped for that.
    assertThat(failure.kind())
        .as(failure.text())
        .isIn(kind, kind.equals("host-flood") ? "over-budget" : kind);
    instance.end();
    assertThat(plugins.sinks.lines).hasSizeLessThanOrEqualTo(256 << 10);
    assertThat(plugins.sinks.measurements).hasSizeLessThanOrEqualTo(1_000);
    assertThat(plugins.sinks.invalidated).hasSizeLessThanOrEqualTo(64);
    assertTheNodeGoesOn();
  }

  /** What a guest wants from the host, and what it gets. */
  static List<Arguments> refusals() {
    List<Arguments> cases = new ArrayList<>();
    refused(
        cases,
        "another bucket without right",
        -2,
        (p, at) -> p.keep(at, "http.rewrite", "other", ""));
    refused(cases, "the root owner", -3, (p, at) -> p.keep(at, "http.identify", "root"));
    refused(
        cases,
        "a header of two lines",
        -4,
        (p, at) -> p.keep(at, "http.header_set", 0, "content-type", "a\r\nx-evil: 1"));
    refused(
        cases,
        "a header whose name is two lines",
        -4,
        (p, at) -> p.keep(at, "http.header_set", 0, "x-amz-meta-a\r\nb", "c"));
    refused(
        cases,
        "an error of two lines",
        -4,
        (p, at) -> p.keep(at, "http.deny", "AccessDenied", "a\r\nb"));
    refused(
        cases, "a host header", -2, (p, at) -> p.keep(at, "http.header_set", 0, "host", "evil"));
    refused(
        cases,
        "an access control list",
        -2,
        (p, at) -> p.keep(at, "http.header_set", 0, "x-amz-acl", "public-read"));
    refused(
        cases,
        "a copy source",
        -2,
        (p, at) -> p.keep(at, "http.header_set", 0, "x-amz-copy-source", "/a/b"));
    refused(
        cases,
        "a huge header",
        -5,
        (p, at) -> p.keep(at, "http.header_set", 0, "x-amz-meta-a", 0x1000, (16 << 10) + 1));
    refused(
        cases, "a huge name", -5, (p, at) -> p.keep(at, "http.header_get", 0, 0x1000, 129, 0, 0));
    refused(cases, "a huge query", -5, (p, at) -> p.keep(at, "http.query", 0x1000, 40_000, 0, 0));
    refused(
        cases,
        "a huge key to rewrite to",
        -5,
        (p, at) -> p.grant("http.rewrite").keep(at, "http.rewrite", "", 0x1000, 1_025));
    refused(cases, "a huge variable", -5, (p, at) -> p.keep(at, "sdk.var_set", "v", 0x1000, 4_097));
    refused(
        cases,
        "credentials",
        -2,
        (p, at) -> p.keep(at, "http.header_get", 0, "authorization", 0, 0));
    refused(cases, "cookies", -2, (p, at) -> p.keep(at, "http.header_get", 0, "Cookie", 0, 0));
    refused(
        cases,
        "a security token",
        -2,
        (p, at) -> p.keep(at, "http.header_get", 0, "X-Amz-Security-Token", 0, 0));
    refused(
        cases,
        "text that is none",
        -4,
        (p, at) ->
            p.place(0x3000, new byte[] {(byte) 0xFF}).keep(at, "sdk.config", 0x3000, 1, 0, 0));
    refused(cases, "to emit into a head", -3, (p, at) -> p.keep(at, "http.emit", "x"));
    refused(cases, "a cache key now", -3, (p, at) -> p.keep(at, "http.cache_key", "x"));
    refused(cases, "a time to live now", -3, (p, at) -> p.keep(at, "http.cache_ttl", 1L));
    refused(cases, "a subscription now", -3, (p, at) -> p.keep(at, "docs.subscribe", "media", "a"));
    refused(
        cases,
        "an entry without a grant",
        -2,
        (p, at) -> p.keep(at, "docs.get", "media", "k", 0, 0));
    refused(
        cases,
        "to write an entry with a grant to read",
        -2,
        (p, at) -> p.grant("docs.read=*/").keep(at, "docs.set", "media", "k", "v"));
    refused(
        cases,
        "an entry beyond its prefix",
        -2,
        (p, at) -> p.grant("docs.read=media/a/").keep(at, "docs.get", "media", "a", 0, 0));
    refused(
        cases,
        "entries by a wider prefix",
        -2,
        (p, at) -> p.grant("docs.read=media/a/").keep(at, "docs.list", "media", "", "", 0, 0));
    refused(cases, "a blob without a grant", -2, (p, at) -> p.keep(at, "blobs.size", 0x3000));
    refused(
        cases,
        "a blob that nobody holds",
        -1,
        (p, at) -> p.grant("blobs.read").keep(at, "blobs.size", 0x3000));
    refused(
        cases,
        "to answer with a blob that nobody holds",
        -1,
        (p, at) -> p.grant("blobs.read").keep(at, "blobs.respond", 0x3000));
    refused(cases, "to keep blobs without a grant", -2, (p, at) -> p.keep(at, "blobs.write_open"));
    refused(cases, "another's handle", -6, (p, at) -> p.keep(at, "blobs.write", 77, "x"));
    refused(cases, "the handle 0", -6, (p, at) -> p.keep(at, "sdk.hash_update", 0, "x"));
    refused(cases, "the handle -1", -6, (p, at) -> p.keep(at, "net.status", -1));
    refused(
        cases,
        "a server without a grant",
        -2,
        (p, at) -> p.keep(at, "net.request", "GET https://example.com/", ""));
    refused(
        cases,
        "the metadata of the machine",
        -2,
        (p, at) ->
            p.grant("net=http://169.254.169.254")
                .keep(at, "net.request", "GET http://169.254.169.254/latest/meta-data/", ""));
    refused(
        cases,
        "the admin port",
        -2,
        (p, at) ->
            p.grant("net=http://localhost:3001")
                .keep(at, "net.request", "GET http://localhost:3001/admin/v1/status", ""));
    refused(
        cases,
        "a request within a request",
        -4,
        (p, at) ->
            p.grant("net=example.com")
                .keep(
                    at, "net.request", "GET https://example.com/\na: b\r\n\r\nGET / HTTP/1.1", ""));
    refused(cases, "an unknown hash", -4, (p, at) -> p.keep(at, "sdk.hash", 99, "x", 0));
    return cases;
  }

  private static void refused(
      List<Arguments> cases,
      String name,
      int errno,
      BiFunction<PluginBuilder, Integer, WasmBytes> step) {
    cases.add(Arguments.of(name, errno, step));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void whatIsNotGranted_isRefusedWithItsNumber_andNothingHappens(
      String name, int errno, BiFunction<PluginBuilder, Integer, WasmBytes> step) {
    plugins.docs.make(new BucketName("media"));
    PluginBuilder plugin = new PluginBuilder();

    Kept kept = Kept.ofRequest(plugins, plugin, step.apply(plugin, 0));

    assertThat(kept.result(0)).isEqualTo(errno);
    assertThat(plugins.docs.changes(0, 10).changes()).isEmpty();
    assertTheNodeGoesOn();
  }

  /** What is left open by one request is not there for the next, and closed. */
  @Test
  void leakedHandles_areClosedWithTheirRequest() {
    PluginBuilder plugin = new PluginBuilder().grant("blobs.write=1KiB");
    plugin.on(
        "hp_on_response",
        0,
        plugin.keep(0, "blobs.write", 1, "more"),
        plugin.keep(4, "blobs.write_open"));
    NativeInstance instance = plugins.begun(plugin);
    plugins.threads.run(thread -> instance.onResponse());
    instance.end();
    plugins.begin(instance);
    plugins.threads.run(thread -> instance.onResponse());

    Kept kept = Kept.after(plugins, instance);

    assertThat(kept.result(0)).isEqualTo(Errno.BAD_HANDLE.code());
    assertThat(kept.result(4)).isEqualTo(2);
  }

  /** A recursion that calls the host at each level: the host's own classes stay of use. */
  @Test
  void aHostThatIsCalledAtTheEndOfTheStack_isNotHarmed() {
    PluginBuilder plugin = new PluginBuilder();
    WasmBytes hash = plugin.drop("sdk.hash", 1, "x", Kept.OUT);
    int itself = 1; // Behind the one import, the first function of the module.
    plugin.on("hp_on_request", 0, hash, WasmBytes.of(0x10, itself, 0x1A));
    for (int round = 0; round < 20; round++) {
      NativeInstance instance = plugins.begun(plugin);
      GuestFailure failure =
          catchThrowableOfType(
                  GuestException.class, () -> plugins.threads.run(thread -> instance.onRequest()))
              .failure();
      assertThat(failure.kind()).isIn("stack-exhausted", "over-budget");
      instance.end();
    }

    PluginBuilder other = new PluginBuilder();
    Kept kept = Kept.ofRequest(plugins, other, other.keep(0, "sdk.hash", 1, "abc", Kept.OUT));
    assertThat(kept.result(0)).isEqualTo(32);
    assertThat(kept.read(Kept.AT, 4)).containsExactly(0x64, 0x37, 0xB3, 0xAC);
  }
}
