package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.AuthVerdict;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.BodyAction;
import io.horizonpush.wasm.abi.HeadAction;
import io.horizonpush.wasm.abi.LookupVerdict;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.abi.PluginEvent;
import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.abi.Side;
import io.horizonpush.wasm.abi.StoreVerdict;
import io.horizonpush.wasm.engine.CompiledModule;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * An instance of a proxy-wasm plugin: each request is a context of its own below one that is no
 * request's. Nothing resumes what it pauses, so a pause holds a body back until a later chunk, and
 * one that is never ended is a failure.
 */
public final class ProxyInstance implements PluginInstance<NativeRequest> {

  private static final int CONTINUE = 0;
  private static final int PAUSE = 1;

  private final ProxyCalls calls;
  private final Scope scope;
  private final ProxyState state;
  private int context = ProxyCalls.ROOT;
  private boolean created;

  private ProxyInstance(ProxyCalls calls, Scope scope, ProxyState state) {
    this.calls = calls;
    this.scope = scope;
    this.state = state;
  }

  static ProxyInstance start(CompiledModule compiled, PluginContext plugin, ProxyShared shared) {
    Scope scope = new Scope(plugin);
    ProxyState state = new ProxyState(shared);
    return new ProxyInstance(ProxyCalls.start(compiled, plugin, scope, state), scope, state);
  }

  @Override
  public void begin(NativeRequest request) {
    scope.beginRequest(request);
    calls.beginRequest();
    state.begin();
    created = false;
  }

  @Override
  public AuthVerdict authorize() {
    return new AuthVerdict.Abstain();
  }

  @Override
  public LookupVerdict cacheLookup() {
    return new LookupVerdict.Bypass();
  }

  @Override
  public StoreVerdict cacheStore() {
    return new StoreVerdict.Bypass();
  }

  @Override
  public HeadAction onRequest() {
    return head(Moment.REQUEST, "proxy_on_request_headers", Side.REQUEST);
  }

  @Override
  public HeadAction onResponse() {
    return head(Moment.RESPONSE, "proxy_on_response_headers", Side.ANSWER);
  }

  private HeadAction head(Moment moment, String export, Side side) {
    create(moment);
    int headers = scope.view().headers(side).size();
    boolean end = length(side).filter(each -> each == 0).isPresent();
    int action = calls.head(moment, export, context, headers, end);
    Optional<Answer> answer = scope.answer().build();
    if (answer.isPresent()) {
      return new HeadAction.Respond(answer.get());
    }
    if (action == PAUSE && (end || !sees(side))) {
      throw bad(export + " paused, and nothing follows that could resume it");
    }
    require(export, action);
    return new HeadAction.Continue();
  }

  private Optional<Long> length(Side side) {
    Property property = side == Side.REQUEST ? Property.REQUEST_LENGTH : Property.ANSWER_LENGTH;
    return scope.view().property(property).map(Long::parseLong);
  }

  private boolean sees(Side side) {
    return access(side) != BodyAccess.NONE;
  }

  private BodyAccess access(Side side) {
    var bodies = scope.plugin().manifest().bodies();
    return side == Side.REQUEST ? bodies.request() : bodies.response();
  }

  private void create(Moment moment) {
    if (!created) {
      context = context == Integer.MAX_VALUE ? ProxyCalls.ROOT + 1 : context + 1;
      created = true;
      int _ = calls.call(moment, "proxy_on_context_create", 0, context, ProxyCalls.ROOT);
    }
  }

  @Override
  public BodyAction onRequestBody(ByteBuffer chunk, boolean end) {
    return body(Moment.REQUEST_BODY, "proxy_on_request_body", Side.REQUEST, chunk, end);
  }

  @Override
  public BodyAction onResponseBody(ByteBuffer chunk, boolean end) {
    return body(Moment.RESPONSE_BODY, "proxy_on_response_body", Side.ANSWER, chunk, end);
  }

  private BodyAction body(Moment moment, String export, Side side, ByteBuffer chunk, boolean end) {
    create(moment);
    ProxyBody body = side == Side.REQUEST ? state.request() : state.response();
    if (!body.add(chunk, scope.plugin().manifest().bodies().hold())) {
      throw bad(
          "it holds back more than the %d bytes that it may"
              .formatted(scope.plugin().manifest().bodies().hold()));
    }
    int action = calls.call(moment, export, 0, context, body.length(), end ? 1 : 0);
    Optional<Answer> answer = scope.answer().build();
    if (answer.isPresent()) {
      return new BodyAction.Respond(answer.get());
    }
    require(export, action);
    if (action == PAUSE) {
      if (end) {
        throw bad(export + " paused behind the end of the body");
      }
      return side == Side.ANSWER
          ? new BodyAction.Hold(List.of())
          : new BodyAction.Continue(List.of());
    }
    ByteBuffer taken = body.take();
    return access(side) == BodyAccess.WRITE
        ? new BodyAction.Continue(List.of(taken))
        : new BodyAction.Pass(List.of());
  }

  private static void require(String export, int action) {
    if (action != CONTINUE && action != PAUSE) {
      throw bad("%s gave %d, which means nothing".formatted(export, action));
    }
  }

  private static GuestException bad(String what) {
    return new GuestException(new GuestFailure.BadResult(what));
  }

  @Override
  public void onDone() {
    if (created) {
      int _ = calls.call(Moment.DONE, "proxy_on_done", 1, context);
      int _ = calls.call(Moment.DONE, "proxy_on_log", 0, context);
      int _ = calls.call(Moment.DONE, "proxy_on_delete", 0, context);
      created = false;
    }
  }

  @Override
  public boolean onEvent(PluginEvent event) {
    return true;
  }

  @Override
  public void onTick() {
    int _ = calls.call(Moment.TICK, "proxy_on_tick", 0, ProxyCalls.ROOT);
  }

  @Override
  public void end() {
    scope.endRequest();
    state.begin();
  }

  @Override
  public long memoryBytes() {
    return calls.memoryBytes();
  }
}
