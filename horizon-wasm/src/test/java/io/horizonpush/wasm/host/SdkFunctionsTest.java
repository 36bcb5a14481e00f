package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.wasm.abi.Settings;
import io.horizonpush.wasm.host.PluginSinks.Kind;
import io.horizonpush.wasm.host.PluginSinks.Level;
import io.horizonpush.wasm.host.PluginSinks.LogLine;
import io.horizonpush.wasm.host.PluginSinks.Measurement;
import io.horizonpush.wasm.host.PluginSinks.Source;
import io.horizonpush.wasm.testing.WasmBytes;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every plugin may use, through real ones. */
class SdkFunctionsTest {

  private static final int OUT = Kept.OUT;

  private final TestingPlugins plugins = new TestingPlugins();
  private final PluginBuilder plugin = new PluginBuilder();

  @AfterEach
  void close() {
    plugins.close();
  }

  private Kept request(WasmBytes... steps) {
    return Kept.ofRequest(plugins, plugin, steps);
  }

  @ParameterizedTest
  @CsvSource({
    // The test vectors of the algorithms for "abc", and those of RFC 3720 for CRC-32C.
    "1, abc, 6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
    "2, abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "3, abc, 900150983cd24fb0d6963f7d28e17f72",
    "4, 123456789, e3069283",
    "5, abc, a9993e364706816aba3e25717850c26c9cd0d89d",
  })
  void aHash_isThatOfItsAlgorithm_inOneAndInPieces(int algorithm, String text, String hex) {
    int length = hex.length() / 2;
    String first = text.substring(0, 1);
    String rest = text.substring(1);

    Kept kept =
        request(
            plugin.keep(0, "sdk.hash", algorithm, text, OUT),
            plugin.keep(4, "sdk.hash_open", algorithm),
            plugin.keep(8, "sdk.hash_update", 1, first),
            plugin.keep(12, "sdk.hash_update", 1, rest),
            plugin.keep(16, "sdk.hash_finish", 1, OUT + 64),
            plugin.keep(20, "sdk.hash_finish", 1, OUT + 64));

    assertThat(kept.result(0)).isEqualTo(length);
    assertThat(HexFormat.of().formatHex(kept.read(Kept.AT, length))).isEqualTo(hex);
    assertThat(kept.result(4)).isEqualTo(1);
    assertThat(kept.result(16)).isEqualTo(length);
    assertThat(HexFormat.of().formatHex(kept.read(Kept.AT + 64, length))).isEqualTo(hex);
    assertThat(kept.result(20)).as("it was closed").isEqualTo(Errno.BAD_HANDLE.code());
  }

  @ParameterizedTest
  @CsvSource({"2, HmacSHA256", "3, HmacMD5", "5, HmacSHA1"})
  void anHmac_isJavas_alsoWithAnEmptyKey(int algorithm, String name) throws Exception {
    Mac mac = Mac.getInstance(name);
    mac.init(new SecretKeySpec("key".getBytes(StandardCharsets.UTF_8), name));
    byte[] expected = mac.doFinal("text".getBytes(StandardCharsets.UTF_8));

    Kept kept =
        request(
            plugin.keep(0, "sdk.hmac", algorithm, "key", "text", OUT),
            plugin.keep(4, "sdk.hmac", algorithm, "", "text", OUT + 64),
            plugin.keep(8, "sdk.hmac", 1, "key", "text", OUT));

    assertThat(kept.read(Kept.AT, expected.length)).isEqualTo(expected);
    assertThat(kept.result(4)).isEqualTo(expected.length);
    assertThat(kept.result(8)).isEqualTo(Errno.INVALID.code());
  }

  /** HMAC-SHA-256 of nothing with an empty key, by RFC 2104: a key is filled up with zeros. */
  @Test
  void anHmacWithAnEmptyKey_isTheStandards() {
    Kept kept = request(plugin.keep(0, "sdk.hmac", 2, "", "", OUT));

    assertThat(HexFormat.of().formatHex(kept.read(Kept.AT, 32)))
        .isEqualTo("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  }

  @ParameterizedTest
  @CsvSource({"1, a?>, 613f3e", "2, a?>, YT8+", "3, a?>b, YT8-Yg", "2, a, YQ=="})
  void whatIsEncoded_isDecodedAgain(int form, String plain, String encoded) {
    Kept kept =
        request(
            plugin.keep(0, "sdk.encode", form, plain, OUT, 32),
            plugin.keep(4, "sdk.decode", form, encoded, OUT + 64, 32),
            plugin.keep(8, "sdk.decode", form, "!", OUT, 0),
            plugin.keep(12, "sdk.encode", 4, plain, OUT, 0));

    assertThat(kept.text(Kept.AT, kept.result(0))).isEqualTo(encoded);
    assertThat(kept.text(Kept.AT + 64, kept.result(4))).isEqualTo(plain);
    assertThat(kept.result(8)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(12)).isEqualTo(Errno.INVALID.code());
  }

  @Test
  void aText_thatIsPaddedOtherwise_isRefused() {
    Kept kept =
        request(
            plugin.keep(0, "sdk.decode", 2, "YQ", OUT, 32),
            plugin.keep(4, "sdk.decode", 2, "YQ==", OUT, 32),
            plugin.keep(8, "sdk.decode", 3, "YQ==", OUT, 32),
            plugin.keep(12, "sdk.decode", 3, "YQ", OUT, 32));

    assertThat(kept.result(0)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(4)).isEqualTo(1);
    assertThat(kept.result(8)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(12)).isEqualTo(1);
  }

  @Test
  void lines_areLoggedWithTheirRequest_withoutControlCharacters_andWithinTheirRoom() {
    plugin.place(0x4000, "x".repeat(5_000).getBytes(StandardCharsets.UTF_8));
    WasmBytes[] steps = new WasmBytes[103];
    steps[0] = plugin.drop("sdk.log", 2, "a\r\nb\0");
    steps[1] = plugin.drop("sdk.log", 9, "no level");
    steps[2] = plugin.drop("sdk.log", 3, 0x4000, 5_000);
    for (int i = 3; i < steps.length; i++) {
      steps[i] = plugin.drop("sdk.log", 4, 0x4000, 4_096);
    }

    request(steps);

    assertThat(plugins.sinks.lines.get(0)).isEqualTo(new LogLine(Level.WARN, "a  b "));
    assertThat(plugins.sinks.lines.get(1).text()).as("4 KiB a line").hasSize(4_096);
    assertThat(plugins.sinks.lines).hasSizeBetween(60, 66);
    assertThat(plugins.sinks.dropped).isEqualTo(102 - plugins.sinks.lines.size());
    assertThat(plugins.sinks.sources).containsExactly(new Source("entry", "request 1"));
  }

  /** A terminal's commands, ends of lines that are none of ASCII, and text that runs backwards. */
  @Test
  void aLine_holdsNothingThatATerminalActsOn() {
    request(plugin.drop("sdk.log", 3, "a\u009b31mb\u2028c\u2029d\u202ee\u007f\u001b[2Jf"));

    assertThat(plugins.sinks.lines).containsExactly(new LogLine(Level.INFO, "a 31mb c d e  [2Jf"));
  }

  @Test
  void settings_areGiven_andOthersAreNotThere() {
    plugins.settings = Settings.NONE;

    Kept kept =
        request(
            plugin.keep(0, "sdk.config", "", OUT, 16),
            plugin.keep(4, "sdk.config", "none", OUT, 16));

    assertThat(kept.text(Kept.AT, kept.result(0))).isEqualTo("{}");
    assertThat(kept.result(4)).isEqualTo(Errno.NOT_FOUND.code());
  }

  @Test
  void measurements_areThoseOfGoodNames_andThirtyTwo() {
    WasmBytes[] steps = new WasmBytes[40];
    for (int i = 0; i < 33; i++) {
      steps[i] = plugin.keep(4 * i, "sdk.metric_add", "m" + i, 1.5);
    }
    steps[33] = plugin.keep(200, "sdk.metric_set", "Bad", 1.0);
    steps[34] = plugin.keep(204, "sdk.metric_set", "m1", Double.NaN);
    steps[35] = plugin.keep(208, "sdk.metric_add", "m1", -1.0);
    steps[36] = plugin.keep(212, "sdk.metric_set", "m1", -1.0);
    steps[37] = plugin.keep(216, "sdk.metric_observe", "m1", 2.0);
    steps[38] = plugin.keep(220, "sdk.metric_set", "", 1.0);
    steps[39] = plugin.keep(224, "sdk.metric_set", "m1", Double.POSITIVE_INFINITY);

    Kept kept = request(steps);

    assertThat(kept.result(0)).isZero();
    assertThat(kept.result(4 * 32)).isEqualTo(Errno.BUDGET.code());
    assertThat(kept.result(200)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(204)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(208)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(212)).isZero();
    assertThat(kept.result(220)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(224)).isEqualTo(Errno.INVALID.code());
    assertThat(plugins.sinks.measurements)
        .hasSize(34)
        .contains(new Measurement(Kind.OBSERVE, "m1", 2.0));
  }

  @Test
  void variables_areSharedByThePluginsOfARequest_andBounded() {
    WasmBytes[] steps = new WasmBytes[20];
    for (int i = 0; i < 17; i++) {
      steps[i] = plugin.keep(4 * i, "sdk.var_set", "v" + i, "value");
    }
    steps[17] = plugin.keep(100, "sdk.var_set", "v1", "other");
    steps[18] = plugin.keep(104, "sdk.var_set", "v1", 0x4000, 4_097);
    steps[19] = plugin.keep(108, "sdk.var_set", "", "x");
    request(steps);
    PluginBuilder second = new PluginBuilder();

    Kept kept =
        Kept.ofRequest(
            plugins,
            second,
            second.keep(0, "sdk.var_get", "v1", OUT, 16),
            second.keep(4, "sdk.var_get", "v16", OUT, 16));

    assertThat(kept.text(Kept.AT, kept.result(0))).isEqualTo("other");
    assertThat(kept.result(4)).as("the seventeenth").isEqualTo(Errno.NOT_FOUND.code());
  }

  @Test
  void theRest_isGiven() {
    Kept kept =
        request(
            plugin.keep(0, "sdk.time"),
            plugin.keep(8, "sdk.deadline"),
            plugin.keep(16, "sdk.node_id", OUT),
            plugin.keep(20, "sdk.random", OUT + 64, 32),
            plugin.keep(24, "sdk.random", OUT + 64, 2 << 20),
            plugin.keep(28, "sdk.cache_invalidate", "tag"),
            plugin.keep(32, "sdk.cache_invalidate", ""));

    assertThat(kept.wide(0)).isEqualTo(TestingPlugins.NOW.toEpochMilli());
    assertThat(kept.wide(8)).isBetween(1L, 10_000L);
    assertThat(kept.read(Kept.AT, 32)).isEqualTo(TestingPlugins.NODE.bytes());
    assertThat(kept.read(Kept.AT + 64, 32)).isNotEqualTo(new byte[32]);
    assertThat(kept.result(24)).isNegative();
    assertThat(plugins.sinks.invalidated).containsExactly("tag", "");
  }

  @Test
  void handles_areSixtyFour_andClosedWithTheirRequest() {
    WasmBytes[] steps = new WasmBytes[66];
    for (int i = 0; i < 65; i++) {
      steps[i] = plugin.keep(4 * i, "sdk.hash_open", 2);
    }
    steps[65] = plugin.keep(0x300, "sdk.hash_update", 1, "more");
    plugin.on("hp_on_request", 3, WasmBytes.of(), plugin.reply(PluginBuilder.RESULTS, 0x1000));
    plugin.on("hp_on_response", 0, steps);
    NativeInstance instance = plugins.begun(plugin);
    plugins.threads.run(thread -> instance.onResponse());
    Kept first = Kept.after(plugins, instance);
    instance.end();
    plugins.begin(instance);
    plugins.threads.run(thread -> instance.onResponse());
    Kept second = Kept.after(plugins, instance);

    assertThat(first.result(4 * 63)).isEqualTo(64);
    assertThat(first.result(4 * 64)).isEqualTo(Errno.BUDGET.code());
    assertThat(first.result(0x300)).isZero();
    assertThat(second.result(0)).as("a number of its own").isEqualTo(65);
    assertThat(second.result(0x300))
        .as("a handle of the request before")
        .isEqualTo(Errno.BAD_HANDLE.code());
  }
}
