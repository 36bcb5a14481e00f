package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.BodyAction;
import io.horizonpush.wasm.abi.HeadAction;
import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.abi.Side;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.testing.Guests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A plugin of proxy-wasm, from its start to the end of its requests. */
class ProxyInstanceTest {

  private static final String MANIFEST =
      "{'abi': 1, 'name': 'proxied', 'version': '1.0.0', 'phases': ['request', 'response'],"
          + " 'body': {'request': 'write', 'response': 'write'}, 'hold': '64KiB'}";

  private final TestingPlugins plugins = new TestingPlugins();

  @AfterEach
  void close() {
    plugins.close();
  }

  private ProxyInstance begun(String what) {
    ProxyInstance instance = on(plugins.proxy(Guests.bytes("proxy"), MANIFEST)::instantiate);
    plugins.view.header(Side.REQUEST, "x-do", what);
    plugins.sinks.lines.clear();
    instance.begin(new NativeRequest(Optional.of(plugins.view), plugins.variables, "request 1"));
    return instance;
  }

  private <T> T on(Callable<T> guest) {
    return plugins.threads.run(
        thread -> {
          try {
            return guest.call();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** What it logged, and the status of each call that it made as a letter from "a" for 0 on. */
  private List<String> said() {
    return plugins.sinks.lines.stream().map(PluginSinks.LogLine::text).toList();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(List<ByteBuffer> emitted) {
    StringBuilder text = new StringBuilder();
    emitted.forEach(each -> text.append(StandardCharsets.UTF_8.decode(each.duplicate())));
    return text.toString();
  }

  @Test
  void itsSettings_areToldWhenItStarts() {
    ProxyInstance _ = on(plugins.proxy(Guests.bytes("proxy"), MANIFEST)::instantiate);

    assertThat(said()).containsExactly("{}");
  }

  @Test
  void aRequest_isAContext_fromItsHeadsToItsEnd() {
    ProxyInstance instance = begun("nothing");

    assertThat(on(instance::onRequest)).isEqualTo(new HeadAction.Continue());
    assertThat(on(instance::onResponse)).isEqualTo(new HeadAction.Continue());
    on(
        () -> {
          instance.onDone();
          return 0;
        });
    instance.end();

    assertThat(said()).containsExactly("g", "a", "log", "done");
    assertThat(plugins.view.changes).containsExactly("ANSWER x-why: proxy");
  }

  @Test
  void anAnswerOfItsOwn_takesThePlaceOfAnother() {
    HeadAction action = on(begun("deny")::onRequest);

    assertThat(action)
        .isInstanceOfSatisfying(
            HeadAction.Respond.class,
            respond ->
                assertThat(respond.answer())
                    .isInstanceOfSatisfying(
                        Answer.Reply.class,
                        reply -> {
                          assertThat(reply.status()).isEqualTo(403);
                          assertThat(text(List.of(reply.body()))).isEqualTo("no entry");
                          assertThat(reply.headers())
                              .containsExactly(new HeaderField("x-why", "said"));
                        }));
  }

  @Test
  void whatAPluginMayNotSet_isRefused_andNothingElseIsTouched() {
    HeadAction _ = on(begun("headers")::onRequest);

    assertThat(said()).containsExactly("a", "c", "c");
    assertThat(plugins.view.changes).containsExactly("REQUEST x-amz-meta-by: proxy");
  }

  @Test
  void allHeaders_thatAreSetAsTheyWere_changeNothing() {
    plugins.view.header(Side.REQUEST, "host", "localhost").properties.put(Property.METHOD, "GET");

    HeadAction _ = on(begun("get")::onRequest);

    assertThat(said()).containsExactly("a", "a");
    assertThat(plugins.view.changes).isEmpty();
  }

  @Test
  void properties_areOfTheRequest() {
    plugins.view.properties.put(Property.BUCKET, "photos");

    HeadAction _ = on(begun("property")::onRequest);

    assertThat(said()).containsExactly("a", "photos");
  }

  @Test
  void sharedData_isComparedBeforeItIsSet() {
    HeadAction _ = on(begun("share")::onRequest);

    assertThat(said()).containsExactly("b", "a", "a", "proxy", "i", "a");
  }

  @Test
  void metrics_countUpwards() {
    HeadAction _ = on(begun("metric")::onRequest);

    assertThat(said()).containsExactly("a", "a", "c");
    assertThat(plugins.sinks.measurements)
        .containsExactly(new PluginSinks.Measurement(PluginSinks.Kind.ADD, "wasm_seen_total", 2));
  }

  @Test
  void aCallThatThisNodeDoesNotMake_isToldSo_andWhoWaitsForItFails() {
    ProxyInstance instance = begun("call");
    plugins.view.properties.put(Property.REQUEST_LENGTH, "0");

    GuestFailure failure =
        catchThrowableOfType(GuestException.class, () -> on(instance::onRequest)).failure();

    assertThat(failure).isInstanceOf(GuestFailure.BadResult.class);
    assertThat(said()).containsExactly("m");
  }

  @Test
  void aBody_isHeldBack_untilItsEnd_andChanged() {
    ProxyInstance instance = begun("brackets");
    HeadAction _ = on(instance::onRequest);

    BodyAction held = on(() -> instance.onResponseBody(bytes("one "), false));
    BodyAction last = on(() -> instance.onResponseBody(bytes("two"), true));

    assertThat(held).isEqualTo(new BodyAction.Hold(List.of()));
    assertThat(last)
        .isInstanceOfSatisfying(
            BodyAction.Continue.class,
            all -> assertThat(text(all.emitted())).isEqualTo("[one two]"));
  }

  @Test
  void aBody_thatItDoesNotChange_goesOnChunkByChunk() {
    ProxyInstance instance = begun("nothing");

    for (String chunk : List.of("one ", "two", "")) {
      BodyAction action = on(() -> instance.onRequestBody(bytes(chunk), chunk.isEmpty()));
      assertThat(action)
          .isInstanceOfSatisfying(
              BodyAction.Continue.class, all -> assertThat(text(all.emitted())).isEqualTo(chunk));
    }
  }

  @Test
  void aPauseWithoutEnd_isAFailure_ofTooManyBytesOrBehindTheLast() {
    ProxyInstance instance = begun("wait");
    HeadAction _ = on(instance::onRequest);
    BodyAction _ = on(() -> instance.onRequestBody(ByteBuffer.allocate(60_000), false));

    assertThatThrownBy(() -> on(() -> instance.onRequestBody(ByteBuffer.allocate(60_000), false)))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("65536");

    ProxyInstance other = begun("wait");
    HeadAction _ = on(other::onRequest);
    assertThatThrownBy(() -> on(() -> other.onRequestBody(bytes("x"), true)))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("behind the end");
  }

  @Test
  void whatIsNoPluginOfProxies_isRefused() {
    assertThatThrownBy(() -> plugins.proxy(Guests.bytes("engine"), MANIFEST))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageContaining("proxy-wasm");
    assertThatThrownBy(
            () ->
                plugins.proxy(
                    Guests.bytes("proxy"),
                    MANIFEST.replace("'request',", "'authorize', 'request',")))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageContaining("authorize");
  }
}
