package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.AuthVerdict;
import io.horizonpush.wasm.abi.BodyAction;
import io.horizonpush.wasm.abi.HeadAction;
import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.LookupVerdict;
import io.horizonpush.wasm.abi.Side;
import io.horizonpush.wasm.abi.StoreVerdict;
import io.horizonpush.wasm.testing.WasmBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What plugins see and change of requests, through real ones. */
class HttpFunctionsTest {

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

  @Test
  void properties_areGivenByNumber_andNeededRoomIsSaid() {
    plugins.view.properties.put(Property.METHOD, "PUT");
    plugins.view.properties.put(Property.KEY, "käse");

    Kept kept =
        request(
            plugin.keep(0, "http.property", 1, OUT, 10),
            plugin.keep(4, "http.property", 5, OUT + 16, 4),
            plugin.keep(8, "http.property", 5, OUT + 32, 5),
            plugin.keep(12, "http.property", 4, OUT, 10),
            plugin.keep(16, "http.property", 0, OUT, 10),
            plugin.keep(20, "http.property", 18, OUT, 10),
            plugin.keep(24, "http.property", 16, OUT + 48, 10));

    assertThat(kept.result(0)).isEqualTo(3);
    assertThat(kept.text(0x100, 3)).isEqualTo("PUT");
    assertThat(kept.result(4)).as("more than the room").isEqualTo(5);
    assertThat(kept.text(0x110, 4)).as("nothing was written").isEqualTo("\0\0\0\0");
    assertThat(kept.text(0x120, 5)).isEqualTo("käse");
    assertThat(kept.result(12)).isEqualTo(Errno.NOT_FOUND.code());
    assertThat(kept.result(16)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(20)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.text(0x130, 5)).isEqualTo("entry");
  }

  @Test
  void headers_areGivenByNameAndInTheirOrder() {
    plugins
        .view
        .header(Side.REQUEST, "accept", "a")
        .header(Side.REQUEST, "authorization", "secret")
        .header(Side.REQUEST, "accept", "b");

    Kept kept =
        request(
            plugin.keep(0, "http.header_get", 0, "Accept", OUT, 20),
            plugin.keep(4, "http.header_get", 0, "authorization", OUT + 64, 20),
            plugin.keep(8, "http.header_get", 0, "x-none", OUT + 64, 20),
            plugin.keep(12, "http.header_get", 2, "accept", OUT + 64, 20),
            plugin.keep(16, "http.header_get", 0, "a b", OUT + 64, 20),
            plugin.keep(20, "http.header_at", 0, 1, OUT + 32, 20),
            plugin.keep(24, "http.header_at", 0, 2, OUT + 64, 20),
            plugin.keep(28, "http.header_at", 0, -1, OUT + 64, 20));

    assertThat(kept.text(0x100, 4)).isEqualTo("a, b");
    assertThat(kept.result(4)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(kept.result(8)).isEqualTo(Errno.NOT_FOUND.code());
    assertThat(kept.result(12)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(16)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.text(0x120, 9)).as("credentials are passed over").isEqualTo("accept: b");
    assertThat(kept.result(24)).isEqualTo(Errno.NOT_FOUND.code());
    assertThat(kept.result(28)).isEqualTo(Errno.NOT_FOUND.code());
    assertThat(kept.text(0x140, 20)).doesNotContain("secret");
  }

  @Test
  void credentials_areSeenWithTheirGrantOnly() {
    plugins.view.header(Side.REQUEST, "authorization", "secret");
    plugins.view.query.put("X-Amz-Signature", "abc");
    plugins.view.query.put("plain", "x");

    Kept without =
        request(
            plugin.keep(0, "http.query", "X-Amz-Signature", OUT, 20),
            plugin.keep(4, "http.query", "plain", OUT, 20),
            plugin.keep(8, "http.query", "none", OUT, 20));
    plugin.grant("http.credentials");
    Kept with =
        request(
            plugin.keep(0, "http.query", "X-Amz-Signature", OUT, 20),
            plugin.keep(4, "http.header_get", 0, "authorization", OUT + 32, 20),
            plugin.keep(8, "http.header_at", 0, 0, OUT + 64, 30));

    assertThat(without.result(0)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(without.result(4)).isEqualTo(1);
    assertThat(without.result(8)).isEqualTo(Errno.NOT_FOUND.code());
    assertThat(with.text(0x100, 3)).isEqualTo("abc");
    assertThat(with.text(0x120, 6)).isEqualTo("secret");
    assertThat(with.text(0x140, 21)).isEqualTo("authorization: secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"content-type", "Cache-Control", "x-amz-meta-a", "if-match"})
  void ofARequest_metadataAndConditionsAreSet(String name) {
    assertThat(request(plugin.keep(0, "http.header_set", 0, name, "v")).result(0)).isZero();

    assertThat(plugins.view.changes)
        .containsExactly("REQUEST " + name.toLowerCase(java.util.Locale.ROOT) + ": v");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"authorization", "host", "x-amz-acl", "x-amz-meta-", "content-length", "range"})
  void ofARequest_nothingElseIsSet(String name) {
    assertThat(request(plugin.keep(0, "http.header_set", 0, name, "v")).result(0))
        .isEqualTo(Errno.FORBIDDEN.code());
    assertThat(plugins.view.changes).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "content-length",
    "Transfer-Encoding",
    "connection",
    "content-range",
    "etag",
    "date",
    "x-amz-request-id",
    "x-amz-checksum-sha256",
    "x-amz-version-id",
  })
  void ofAnAnswer_whatFramesSignsOrIdentifiesIsTheNodes(String name) {
    plugin.on("hp_on_response", 0, plugin.keep(0, "http.header_set", 1, name, "v"));

    assertThat(response().result(0)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(plugins.view.changes).isEmpty();
  }

  /** What the host gave while the plugin saw an answer, which it tells afterwards. */
  private Kept response() {
    NativeInstance instance = plugins.begun(plugin);
    return plugins.threads.run(
        thread -> {
          assertThat(instance.onResponse()).isInstanceOf(HeadAction.Continue.class);
          return Kept.of(((HeadAction.Respond) instance.onRequest()).answer());
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\0b", "a\u007f", "\u2028"})
  void aValue_thatCannotBeSent_isRefused(String value) {
    plugin.on("hp_on_response", 0, plugin.keep(0, "http.header_set", 1, "x-a", value));

    assertThat(response().result(0)).isEqualTo(Errno.INVALID.code());
    assertThat(plugins.view.changes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: b", "a\r\n", "", "ä", "a b", ":path"})
  void aName_thatIsNone_isRefused(String name) {
    plugin.on("hp_on_response", 0, plugin.keep(0, "http.header_set", 1, name, "v"));

    assertThat(response().result(0)).isEqualTo(Errno.INVALID.code());
    assertThat(plugins.view.changes).isEmpty();
  }

  @Test
  void headers_areChangedInTheirPhaseOnly_andWhatTheRequestHasNotIsRefused() {
    plugin.on(
        "hp_on_response",
        0,
        plugin.keep(0, "http.header_set", 0, "content-type", "v"),
        plugin.keep(4, "http.header_set", 1, "x-a", "v"),
        plugin.keep(8, "http.header_remove", 1, "x-b"));

    Kept kept = response();

    assertThat(kept.result(0)).isEqualTo(Errno.WRONG_PHASE.code());
    assertThat(kept.result(4)).isZero();
    assertThat(kept.result(8)).isZero();
    assertThat(plugins.view.changes).containsExactly("ANSWER x-a: v", "ANSWER without x-b");
    plugins.view.takes = false;
    assertThat(response().result(4)).isEqualTo(Errno.INVALID.code());
    assertThat(request(plugin.keep(0, "http.header_set", 1, "x-a", "v")).result(0))
        .isEqualTo(Errno.WRONG_PHASE.code());
  }

  @Test
  void aReply_hasItsStatusItsHeadersAndItsBytes() {
    plugin.on(
        "hp_on_request",
        3,
        plugin.drop("http.reply", 418, "short and stout"),
        plugin.drop("http.header_set", 1, "x-a", "1"),
        plugin.drop("http.header_set", 1, "X-A", "2"),
        plugin.drop("http.header_set", 1, "x-b", "3"),
        plugin.drop("http.header_remove", 1, "x-b"),
        plugin.drop("http.header_set", 1, "content-length", "3"));
    NativeInstance instance = plugins.begun(plugin);

    HeadAction action = plugins.threads.run(thread -> instance.onRequest());

    assertThat(action)
        .isEqualTo(
            new HeadAction.Respond(
                new Answer.Reply(
                    418,
                    List.of(new HeaderField("x-a", "2")),
                    ByteBuffer.wrap("short and stout".getBytes(StandardCharsets.UTF_8)))));
    assertThat(plugins.view.changes).isEmpty();
  }

  @Test
  void anAnswer_isMadeOnce_andOfAStatusThatIsOne() {
    Kept kept =
        request(
            plugin.keep(0, "http.reply", 199, 0, 0),
            plugin.keep(4, "http.reply", 600, 0, 0),
            plugin.keep(8, "http.deny", "NoSuchCode", "m"),
            plugin.keep(12, "http.deny", "AccessDenied", "a\r\nb"));
    plugin.on(
        "hp_on_response",
        0,
        plugin.keep(0, "http.deny", "SlowDown", "later"),
        plugin.keep(4, "http.deny", "SlowDown", "later"),
        plugin.keep(8, "http.reply", 200, 0, 0));
    plugin.on("hp_on_request", 3, plugin.reply(PluginBuilder.RESULTS, 0x1000));
    Kept twice = response();

    assertThat(kept.result(0)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(4)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(8)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(12)).isEqualTo(Errno.INVALID.code());
    assertThat(twice.result(0)).isZero();
    assertThat(twice.result(4)).isEqualTo(Errno.WRONG_PHASE.code());
    assertThat(twice.result(8)).isEqualTo(Errno.WRONG_PHASE.code());
  }

  @Test
  void aRewrite_needsItsGrant_andItsPhase() {
    assertThat(request(plugin.keep(0, "http.rewrite", "", "other")).result(0))
        .isEqualTo(Errno.FORBIDDEN.code());
    plugin.grant("http.rewrite");
    assertThat(request(plugin.keep(0, "http.rewrite", "", "other")).result(0)).isZero();
    plugin.on("hp_on_response", 0, plugin.keep(0, "http.rewrite", "media", ""));
    plugin.on("hp_on_request", 3, plugin.reply(PluginBuilder.RESULTS, 0x1000));
    assertThat(response().result(0)).isEqualTo(Errno.WRONG_PHASE.code());

    assertThat(plugins.view.changes).containsExactly("to -/other");
  }

  @Test
  void aSender_isIdentifiedAsGrantedOnly() {
    plugin.grant("auth.identity=alice");
    plugin.on(
        "hp_authorize",
        1,
        plugin.keep(0, "http.identify", "root"),
        plugin.keep(4, "http.identify", "bob"),
        plugin.keep(8, "http.identify", "alice"),
        plugin.keep(12, "http.identify", "alice"));
    NativeInstance instance = plugins.begun(plugin);

    AuthVerdict verdict = plugins.threads.run(thread -> instance.authorize());
    Kept kept = Kept.after(plugins, instance);

    assertThat(verdict).isEqualTo(new AuthVerdict.Identified("alice"));
    assertThat(kept.result(0)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(kept.result(4)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(kept.result(8)).isZero();
    assertThat(kept.result(12)).isEqualTo(Errno.WRONG_PHASE.code());
  }

  @Test
  void aRefusal_saysWhatThePluginSays_orAccessDenied() {
    plugin.on("hp_authorize", 2, plugin.drop("http.deny", "InvalidToken", "expired"));
    NativeInstance instance = plugins.begun(plugin);
    NativeInstance silent = plugins.begun(new PluginBuilder().on("hp_authorize", 2));

    assertThat(plugins.threads.<AuthVerdict>run(thread -> instance.authorize()))
        .isEqualTo(new AuthVerdict.Deny(new Answer.Denial(S3ErrorCode.INVALID_TOKEN, "expired")));
    assertThat(plugins.threads.<AuthVerdict>run(thread -> silent.authorize()))
        .isEqualTo(
            new AuthVerdict.Deny(new Answer.Denial(S3ErrorCode.ACCESS_DENIED, "Access Denied")));
  }

  @Test
  void whatIsEmitted_comesBackInItsOrder_fromABodyThatThePluginWrites() {
    plugin
        .field("'body': {'request': 'write', 'response': 'read'}")
        .on(
            "hp_on_request_body",
            0,
            plugin.drop("http.emit", "one "),
            plugin.drop("http.emit", "two"),
            plugin.drop("http.emit", 0, 0));
    plugin.on("hp_on_response_body", 1, plugin.keep(0, "http.emit", "no"));
    plugin.on("hp_on_response", 0);
    NativeInstance instance = plugins.begun(plugin);

    BodyAction written =
        plugins.threads.run(thread -> instance.onRequestBody(ByteBuffer.allocate(3), false));
    BodyAction read =
        plugins.threads.run(thread -> instance.onResponseBody(ByteBuffer.allocate(3), true));

    assertThat(((BodyAction.Continue) written).emitted())
        .extracting(each -> StandardCharsets.UTF_8.decode(each.duplicate()).toString())
        .containsExactly("one ", "two");
    assertThat(read).isEqualTo(new BodyAction.Pass(List.of()));
  }

  @Test
  void cacheVerdicts_carryWhatWasSaid() {
    plugin.on("hp_cache_lookup", 1, plugin.drop("http.cache_key", "key"));
    plugin.on(
        "hp_cache_store",
        1,
        plugin.drop("http.cache_ttl", 60_000L),
        plugin.drop("http.cache_tag", "a"),
        plugin.drop("http.cache_tag", "a"),
        plugin.drop("http.cache_tag", "b"),
        plugin.keep(0, "http.cache_ttl", -1L));
    NativeInstance instance = plugins.begun(plugin);

    assertThat(plugins.threads.<LookupVerdict>run(thread -> instance.cacheLookup()))
        .isEqualTo(
            new LookupVerdict.Lookup(ByteBuffer.wrap("key".getBytes(StandardCharsets.UTF_8))));
    assertThat(plugins.threads.<StoreVerdict>run(thread -> instance.cacheStore()))
        .isEqualTo(new StoreVerdict.Store(Duration.ofMinutes(1), List.of("a", "b")));
  }

  @Test
  void tags_areSixteen() {
    WasmBytes[] steps = new WasmBytes[18];
    steps[0] = plugin.drop("http.cache_ttl", 1L);
    for (int i = 1; i < steps.length; i++) {
      steps[i] = plugin.keep(4 * i, "http.cache_tag", "tag" + i);
    }
    plugin.on("hp_cache_lookup", 0);
    plugin.on("hp_cache_store", 1, steps);
    NativeInstance instance = plugins.begun(plugin);

    StoreVerdict verdict = plugins.threads.run(thread -> instance.cacheStore());
    Kept kept = Kept.after(plugins, instance);

    assertThat(((StoreVerdict.Store) verdict).tags()).hasSize(16);
    assertThat(kept.result(64)).isZero();
    assertThat(kept.result(68)).isEqualTo(Errno.BUDGET.code());
  }
}
