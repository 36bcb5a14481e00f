package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.AuthVerdict;
import io.horizonpush.wasm.abi.BodyAction;
import io.horizonpush.wasm.abi.HeadAction;
import io.horizonpush.wasm.abi.LookupVerdict;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.abi.PluginEvent;
import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.abi.StoreVerdict;
import io.horizonpush.wasm.engine.CompiledModule;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** An instance of a plugin of the native ABI. */
public final class NativeInstance implements PluginInstance<NativeRequest> {

  private static final int SUCCESS = 0;

  private final GuestCalls calls;
  private final Scope scope;

  private NativeInstance(GuestCalls calls, Scope scope) {
    this.calls = calls;
    this.scope = scope;
  }

  static NativeInstance start(CompiledModule compiled, PluginContext context) {
    Scope scope = new Scope(context);
    return new NativeInstance(GuestCalls.start(compiled, context, scope), scope);
  }

  /** The entries about whose changes the plugin wants to hear, by bucket and prefix. */
  public List<Subscription> subscriptions() {
    return scope.subscriptions().stream()
        .map(each -> new Subscription(each.bucket(), each.prefix()))
        .toList();
  }

  /**
   * Entries about whose changes a plugin wants to hear.
   *
   * @param bucket a name, or {@code *} for every bucket
   */
  public record Subscription(String bucket, String prefix) {}

  @Override
  public void begin(NativeRequest request) {
    scope.beginRequest(request);
    calls.beginRequest();
  }

  @Override
  public AuthVerdict authorize() {
    int verdict = calls.verdict(Moment.AUTHORIZE, "hp_authorize");
    return switch (verdict) {
      case 0 -> new AuthVerdict.Abstain();
      case 1 ->
          new AuthVerdict.Identified(
              scope.principal().orElseThrow(() -> bad("IDENTIFIED without http.identify")));
      case 2 ->
          new AuthVerdict.Deny(
              scope
                  .answer()
                  .denial()
                  .orElseGet(
                      () ->
                          new Answer.Denial(
                              io.horizonpush.s3.model.S3ErrorCode.ACCESS_DENIED, "Access Denied")));
      default -> throw unknown("hp_authorize", verdict);
    };
  }

  @Override
  public LookupVerdict cacheLookup() {
    int verdict = calls.verdict(Moment.CACHE_LOOKUP, "hp_cache_lookup");
    return switch (verdict) {
      case 0 -> new LookupVerdict.Bypass();
      case 1 ->
          new LookupVerdict.Lookup(
              scope.cache().key().orElseThrow(() -> bad("LOOKUP without http.cache_key")));
      case 2 ->
          new LookupVerdict.Hit(
              scope.answer().hit().orElseThrow(() -> bad("HIT without blobs.respond")));
      default -> throw unknown("hp_cache_lookup", verdict);
    };
  }

  @Override
  public StoreVerdict cacheStore() {
    int verdict = calls.verdict(Moment.CACHE_STORE, "hp_cache_store");
    return switch (verdict) {
      case 0 -> new StoreVerdict.Bypass();
      case 1 -> {
        Duration ttl = scope.cache().ttl().orElseThrow(() -> bad("STORE without http.cache_ttl"));
        yield new StoreVerdict.Store(ttl, scope.cache().tags());
      }
      default -> throw unknown("hp_cache_store", verdict);
    };
  }

  @Override
  public HeadAction onRequest() {
    return head(Moment.REQUEST, "hp_on_request");
  }

  @Override
  public HeadAction onResponse() {
    return head(Moment.RESPONSE, "hp_on_response");
  }

  private HeadAction head(Moment moment, String export) {
    int action = calls.verdict(moment, export);
    return switch (action) {
      case 0 -> new HeadAction.Continue();
      case 2 -> new HeadAction.Skip();
      case 3 -> new HeadAction.Respond(answer());
      default -> throw unknown(export, action);
    };
  }

  private Answer answer() {
    return scope
        .answer()
        .build()
        .orElseThrow(() -> bad("RESPOND without http.reply, http.deny or blobs.respond"));
  }

  @Override
  public BodyAction onRequestBody(ByteBuffer chunk, boolean end) {
    return body(Moment.REQUEST_BODY, "hp_on_request_body", chunk, end);
  }

  @Override
  public BodyAction onResponseBody(ByteBuffer chunk, boolean end) {
    return body(Moment.RESPONSE_BODY, "hp_on_response_body", chunk, end);
  }

  private BodyAction body(Moment moment, String export, ByteBuffer chunk, boolean end) {
    int action = calls.chunk(moment, export, chunk, end);
    List<ByteBuffer> emitted = scope.emitted();
    return switch (action) {
      case 0 -> new BodyAction.Continue(emitted);
      case 1 -> new BodyAction.Pass(emitted);
      case 2 -> new BodyAction.Skip(emitted);
      case 3 -> new BodyAction.Respond(answer());
      case 4 -> {
        if (moment != Moment.RESPONSE_BODY) {
          throw unknown(export, action);
        }
        yield new BodyAction.Hold(emitted);
      }
      default -> throw unknown(export, action);
    };
  }

  @Override
  public void onDone() {
    calls.done();
  }

  @Override
  public boolean onEvent(PluginEvent event) {
    return calls.event(event.kind(), event.bytes()) == SUCCESS;
  }

  @Override
  public void onTick() {
    int result = calls.verdict(Moment.TICK, "hp_on_tick");
    if (result != SUCCESS) {
      throw unknown("hp_on_tick", result);
    }
  }

  @Override
  public void end() {
    scope.endRequest();
  }

  @Override
  public long memoryBytes() {
    return calls.memoryBytes();
  }

  private static GuestException bad(String what) {
    return new GuestException(new GuestFailure.BadResult("it said " + what));
  }

  private static GuestException unknown(String export, int result) {
    return new GuestException(
        new GuestFailure.BadResult("%s gave %d, which means nothing".formatted(export, result)));
  }
}
