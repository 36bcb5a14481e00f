package io.horizonpush.wasm.trial;

import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.AuthVerdict;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.HeadAction;
import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.LookupVerdict;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.abi.StoreVerdict;
import io.horizonpush.wasm.host.NativeInstance;
import io.horizonpush.wasm.host.NativeRequest;
import io.horizonpush.wasm.host.RequestVariables;
import io.horizonpush.wasm.trial.PluginCase.Answered;
import io.horizonpush.wasm.trial.PluginCase.Asked;
import io.horizonpush.wasm.trial.PluginCase.Happening;
import io.horizonpush.wasm.trial.Surroundings.KeptAnswer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The way of one request through one plugin and back, in the order of the ABI's document. Confined
 * to its guest thread.
 */
final class RequestTrial {

  private static final int FIRST_REDIRECT = 300;
  private static final String NO_KEY = "";

  private final NativeInstance instance;
  private final Manifest manifest;
  private final Match.Matcher matcher;
  private final Surroundings around;
  private final Split split;
  private final Asked asked;
  private final Answered answered;
  private final TrialView view;
  private final Observed observed = new Observed();
  private boolean skipped;
  private String key = NO_KEY;

  RequestTrial(
      NativeInstance instance,
      Manifest manifest,
      Surroundings around,
      Split split,
      Happening.Request request) {
    this.instance = instance;
    this.manifest = manifest;
    this.matcher = manifest.match().matcher();
    this.around = around;
    this.split = split;
    this.asked = request.asked();
    this.answered = request.answered();
    this.view = new TrialView(asked, around);
  }

  /**
   * What came of it.
   *
   * @throws io.horizonpush.wasm.engine.GuestException if the plugin fails
   */
  Observed run() {
    if (!matcher.takes(asked.operation(), asked.bucket(), asked.key())) {
      observed.called = false;
      observed.stored = Optional.of(view.stored(asked.body().orElse(Bytes.NONE)));
      operation(answered.body());
      return observed;
    }
    instance.begin(new NativeRequest(Optional.of(view), new RequestVariables(), asked.line().id()));
    try {
      pass();
      instance.onDone();
    } finally {
      instance.end();
    }
    return observed;
  }

  private boolean has(Phase phase) {
    return manifest.phases().contains(phase);
  }

  private void pass() {
    if (isAuthorized() && isNotCached() && isAsked() && isStored()) {
      view.answered(answered);
      if (!key.isEmpty()) {
        keep();
      }
      respond();
    }
  }

  private boolean isAuthorized() {
    if (!has(Phase.AUTHORIZE) || !asked.isUnsigned()) {
      return true;
    }
    return switch (instance.authorize()) {
      case AuthVerdict.Abstain() -> true;
      case AuthVerdict.Identified(String principal) -> {
        observed.identity = Optional.of(principal);
        view.identified(principal);
        yield true;
      }
      case AuthVerdict.Deny(Answer.Denial denial) -> {
        answer(denial);
        yield false;
      }
    };
  }

  private boolean isNotCached() {
    if (!has(Phase.CACHE) || !isRead()) {
      return true;
    }
    return switch (instance.cacheLookup()) {
      case LookupVerdict.Bypass() -> true;
      case LookupVerdict.Hit(Answer.Blob hit) -> {
        answer(hit);
        yield false;
      }
      case LookupVerdict.Lookup(ByteBuffer bytes) -> lookUp(TrialNet.bytes(bytes));
    };
  }

  private boolean isRead() {
    String method = asked.operation().method();
    return method.equals("GET") || method.equals("HEAD");
  }

  private boolean lookUp(byte[] bytes) {
    key = "key " + java.util.HexFormat.of().formatHex(bytes);
    KeptAnswer kept = around.cache().get(key);
    if (kept == null || !kept.until().isAfter(around.now())) {
      return true;
    }
    observed.from = "cache";
    observed.status = kept.status();
    observed.headers.putAll(kept.headers());
    observed.body = kept.body();
    return false;
  }

  private boolean isAsked() {
    if (!has(Phase.REQUEST)
        || !matcher.takesObject(view.contentType(), length(asked.body().orElse(Bytes.NONE)))) {
      return true;
    }
    return isGoingOn(instance.onRequest());
  }

  private boolean isGoingOn(HeadAction action) {
    return switch (action) {
      case HeadAction.Continue() -> true;
      case HeadAction.Skip() -> {
        skipped = true;
        yield true;
      }
      case HeadAction.Respond(Answer with) -> {
        answer(with);
        yield false;
      }
    };
  }

  private static OptionalLong length(Bytes body) {
    return OptionalLong.of(body.length());
  }

  /** Gives the operation what it stores. */
  private boolean isStored() {
    Bytes body = asked.body().orElse(Bytes.NONE);
    BodyAccess access = manifest.bodies().request();
    if (view.replacement().isPresent()) {
      body = new Bytes(around.blobs().bytes(view.replacement().get()));
    } else if (access != BodyAccess.NONE
        && asked.body().isPresent()
        && TrialView.BYTES.contains(asked.operation())
        && matcher.takesObject(view.contentType(), length(body))
        && !skipped) {
      BodyTrial trial = new BodyTrial(access, 0);
      trial.pass(split.pieces(body.array()), instance::onRequestBody);
      if (trial.answer().isPresent()) {
        answer(trial.answer().get());
        return false;
      }
      body = new Bytes(trial.out());
    }
    observed.stored = Optional.of(view.stored(body));
    return true;
  }

  private void keep() {
    switch (instance.cacheStore()) {
      case StoreVerdict.Bypass() -> {}
      case StoreVerdict.Store(var ttl, List<String> tags) -> {
        observed.ttl = Optional.of(ttl.toMillis());
        around
            .cache()
            .put(
                key,
                new KeptAnswer(
                    around.now().plus(ttl),
                    tags,
                    answered.status(),
                    Map.copyOf(view.answerHeaders()),
                    answered.body()));
      }
    }
  }

  private void respond() {
    Bytes body = answered.body();
    boolean takes = matcher.takesObject(view.contentType(), length(body));
    if (!skipped && takes && has(Phase.RESPONSE)) {
      if (!isGoingOn(instance.onResponse())) {
        return;
      }
      BodyAccess access = manifest.bodies().response();
      if (access != BodyAccess.NONE && !skipped && answered.status() < FIRST_REDIRECT) {
        BodyTrial trial = new BodyTrial(access, manifest.bodies().hold());
        trial.pass(split.pieces(body.array()), instance::onResponseBody);
        trial.fault().ifPresent(observed.faults::add);
        if (trial.answer().isPresent()) {
          answer(trial.answer().get());
          return;
        }
        body = new Bytes(trial.out());
      }
    }
    operation(body);
  }

  private void operation(Bytes body) {
    if (!observed.called) {
      view.answered(answered);
    }
    observed.from = "operation";
    observed.status = answered.status();
    observed.code = answered.code();
    observed.headers.putAll(view.answerHeaders());
    observed.body = body;
  }

  private void answer(Answer with) {
    observed.from = "plugin";
    switch (with) {
      case Answer.Denial denial -> {
        observed.status = denial.code().status();
        observed.code = Optional.of(denial.code().code());
      }
      case Answer.Reply(int status, List<HeaderField> headers, ByteBuffer body) -> {
        observed.status = status;
        headers.forEach(each -> observed.headers.put(each.name(), each.value()));
        observed.body = new Bytes(TrialNet.bytes(body));
      }
      case Answer.Blob(int status, List<HeaderField> headers, var blob) -> {
        observed.from = "blob";
        observed.status = status;
        headers.forEach(each -> observed.headers.put(each.name(), each.value()));
        observed.body = new Bytes(around.blobs().bytes(blob));
      }
    }
  }
}
