package io.horizonpush.wasm.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.AuthVerdict;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.BodyAction;
import io.horizonpush.wasm.abi.HeadAction;
import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.LookupVerdict;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.abi.Side;
import io.horizonpush.wasm.abi.StoreVerdict;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A request of a case on its way through one plugin. On a guest thread. */
final class CaseRequest {

  private static final String ANONYMOUS = "anonymous";

  /** What is kept of an answer. */
  record Kept(CaseOutcome outcome, Instant until, List<String> tags) {}

  private final CaseNode node;
  private final Manifest manifest;
  private final CaseBody.Split split;
  private final JsonNode request;
  private final JsonNode response;
  private final CaseView view;
  private final CaseOutcome outcome = new CaseOutcome();

  CaseRequest(CaseNode node, Manifest manifest, CaseBody.Split split, JsonNode step) {
    this.node = node;
    this.manifest = manifest;
    this.split = split;
    this.request = step.path("request");
    this.response = step.path("response");
    this.view = new CaseView(request, node.bucket(request.path("bucket").asText()));
    describe();
  }

  private void describe() {
    view.put(Property.METHOD, request.path("method"));
    view.put(Property.PATH, request.path("path"));
    view.put(Property.OPERATION, request.path("operation"));
    view.put(Property.BUCKET, request.path("bucket"));
    view.put(Property.KEY, request.path("key"));
    view.put(Property.VERSION, request.path("version"));
    view.put(Property.SENDER, request.path("who").asText(ANONYMOUS));
    view.put(Property.REQUEST_ID, request.path("id").asText("REQ1"));
    view.put(Property.CLIENT_ADDRESS, request.path("address").asText("127.0.0.1"));
    view.put(Property.ENTRY_NAME, manifest.about().name());
    if (request.has("body")) {
      view.put(Property.REQUEST_LENGTH, "" + CaseBody.of(request.path("body")).length);
    }
    view.putHeader(Property.RANGE, Side.REQUEST, "range");
  }

  CaseView view() {
    return view;
  }

  /** Whether the manifest's match takes it. */
  boolean isTaken() {
    S3Operation operation =
        Arrays.stream(S3Operation.values())
            .filter(each -> each.operationName().equals(request.path("operation").asText()))
            .findFirst()
            .orElseThrow();
    return matcher().takes(operation, view.property(Property.BUCKET), view.property(Property.KEY));
  }

  private Match.Matcher matcher() {
    return manifest.match().matcher();
  }

  private boolean has(Phase phase) {
    return manifest.phases().contains(phase);
  }

  /** The answer of the operation alone. */
  CaseOutcome passedBy() {
    outcome.called = false;
    operate();
    outcome.headers = List.copyOf(view.headers(Side.ANSWER));
    return outcome;
  }

  CaseOutcome pass(PluginInstance<NativeRequest> instance, Map<ByteBuffer, Kept> cache) {
    if (!isDenied(instance)) {
      Optional<ByteBuffer> key = lookUp(instance, cache);
      if (outcome.answer.equals("operation") && !isAnswered(instance)) {
        store(instance);
        operate();
        key.ifPresent(name -> keep(instance, cache, name));
        respond(instance);
      }
    }
    instance.onDone();
    return outcome;
  }

  private boolean isDenied(PluginInstance<NativeRequest> instance) {
    if (!has(Phase.AUTHORIZE) || !request.path("who").asText(ANONYMOUS).equals(ANONYMOUS)) {
      return false;
    }
    return switch (instance.authorize()) {
      case AuthVerdict.Abstain _ -> false;
      case AuthVerdict.Identified(String principal) -> {
        outcome.identity = Optional.of(principal);
        view.put(Property.SENDER, principal);
        yield false;
      }
      case AuthVerdict.Deny(Answer.Denial denial) -> {
        give(denial);
        yield true;
      }
    };
  }

  /** The key under which the answer may be kept, where nothing is. */
  private Optional<ByteBuffer> lookUp(
      PluginInstance<NativeRequest> instance, Map<ByteBuffer, Kept> cache) {
    if (!has(Phase.CACHE)) {
      return Optional.empty();
    }
    return switch (instance.cacheLookup()) {
      case LookupVerdict.Bypass _ -> Optional.empty();
      case LookupVerdict.Hit(Answer.Blob blob) -> {
        give(blob);
        yield Optional.empty();
      }
      case LookupVerdict.Lookup(ByteBuffer key) -> {
        Kept kept = cache.get(key);
        if (kept == null || !node.now.isBefore(kept.until)) {
          yield Optional.of(key);
        }
        outcome.answer = "cache";
        outcome.status = kept.outcome.status;
        outcome.headers = kept.outcome.headers;
        outcome.body = kept.outcome.body;
        yield Optional.empty();
      }
    };
  }

  private boolean isAnswered(PluginInstance<NativeRequest> instance) {
    if (has(Phase.REQUEST) && instance.onRequest() instanceof HeadAction.Respond(Answer answer)) {
      give(answer);
      return true;
    }
    return false;
  }

  private void store(PluginInstance<NativeRequest> instance) {
    byte[] sent = CaseBody.of(request.path("body"));
    BodyAccess access = manifest.bodies().request();
    outcome.stored =
        request.has("body") && access != BodyAccess.NONE
            ? stream(sent, access, (chunk, end) -> instance.onRequestBody(chunk, end))
            : sent;
    view.replacement.ifPresent(hash -> outcome.stored = node.blob(hash));
    outcome.place =
        Map.of(
            "bucket", view.property(Property.BUCKET).orElse(""),
            "key", view.property(Property.KEY).orElse(""));
    outcome.storedHeaders = List.copyOf(view.headers(Side.REQUEST));
  }

  private void operate() {
    outcome.body = CaseBody.of(response.path("body"));
    outcome.status = response.path("status").asInt(200);
    outcome.code = Optional.ofNullable(response.path("code").asText(null));
    view.headers(Side.ANSWER).addAll(CaseView.headers(response));
    view.put(Property.STATUS, "" + outcome.status);
    view.put(Property.ANSWER_LENGTH, "" + outcome.body.length);
    view.put(Property.ERROR_CODE, response.path("code"));
    view.put(Property.ETAG, response.path("etag"));
    view.put(Property.VERSION, response.path("version"));
    view.putHeader(Property.CONTENT_TYPE, Side.ANSWER, "content-type");
    if (response.path("blob").asBoolean()) {
      view.object = Optional.of(node.hold(view.bucket().orElseThrow(), outcome.body));
    }
  }

  private void keep(
      PluginInstance<NativeRequest> instance, Map<ByteBuffer, Kept> cache, ByteBuffer key) {
    if (instance.cacheStore() instanceof StoreVerdict.Store store) {
      outcome.cache = Optional.of(store);
      CaseOutcome kept = new CaseOutcome();
      kept.status = outcome.status;
      kept.body = outcome.body;
      kept.headers = List.copyOf(view.headers(Side.ANSWER));
      cache.put(key, new Kept(kept, node.now.plus(store.ttl()), store.tags()));
    }
  }

  private void respond(PluginInstance<NativeRequest> instance) {
    boolean isAsked =
        has(Phase.RESPONSE)
            && matcher()
                .takesObject(
                    view.property(Property.CONTENT_TYPE), OptionalLong.of(outcome.body.length));
    HeadAction action = isAsked ? instance.onResponse() : new HeadAction.Skip();
    if (action instanceof HeadAction.Respond(Answer answer)) {
      give(answer);
      return;
    }
    BodyAccess access = manifest.bodies().response();
    if (action instanceof HeadAction.Continue && access != BodyAccess.NONE) {
      outcome.body =
          stream(outcome.body, access, (chunk, end) -> instance.onResponseBody(chunk, end));
    }
    outcome.headers = List.copyOf(view.headers(Side.ANSWER));
  }

  private void give(Answer answer) {
    outcome.answer = "plugin";
    outcome.code = Optional.empty();
    switch (answer) {
      case Answer.Reply(int status, List<HeaderField> headers, ByteBuffer body) -> {
        outcome.status = status;
        outcome.headers = headers;
        outcome.body = CaseBody.bytes(body);
      }
      case Answer.Denial(S3ErrorCode code, String _) -> {
        outcome.status = code.status();
        outcome.code = Optional.of(code.code());
        outcome.headers = List.of();
        outcome.body = new byte[0];
      }
      case Answer.Blob(int status, List<HeaderField> headers, BlobHash hash) -> {
        outcome.answer = "blob";
        outcome.status = status;
        outcome.headers = headers;
        outcome.body = node.blob(hash);
      }
    }
  }

  /** Passes one piece. */
  private interface Pass {

    BodyAction pass(ByteBuffer chunk, boolean end);
  }

  private byte[] stream(byte[] body, BodyAccess access, Pass pass) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean skip = false;
    for (CaseBody.Piece piece : CaseBody.pieces(body, split)) {
      ByteBuffer chunk = ByteBuffer.wrap(body, piece.offset(), piece.length());
      boolean goesOn = true;
      if (!skip) {
        switch (pass.pass(chunk, piece.end())) {
          case BodyAction.Continue(List<ByteBuffer> emitted) -> {
            written(out, emitted);
            goesOn = access != BodyAccess.WRITE;
          }
          case BodyAction.Pass(List<ByteBuffer> emitted) -> written(out, emitted);
          case BodyAction.Skip(List<ByteBuffer> emitted) -> {
            written(out, emitted);
            skip = true;
          }
          case BodyAction.Hold(List<ByteBuffer> emitted) -> {
            written(out, emitted);
            goesOn = access != BodyAccess.WRITE;
          }
          case BodyAction.Respond(Answer answer) -> throw new AssertionError(answer);
        }
      }
      if (goesOn) {
        out.write(body, piece.offset(), piece.length());
      }
    }
    return out.toByteArray();
  }

  private static void written(ByteArrayOutputStream out, List<ByteBuffer> emitted) {
    emitted.forEach(part -> out.writeBytes(CaseBody.bytes(part)));
  }
}
