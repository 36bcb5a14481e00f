package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.HeadAction;
import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.abi.StoreVerdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * What plugins say about the head of an answer: caches first, then the others in reverse order. On
 * a guest thread, all of them with one hop.
 */
final class AnswerSide {

  private final Crew crew;
  private final RequestState state;
  private final List<Participant> asked;

  /** An answer that a plugin gives in the place of another. */
  record Given(Answer answer, Entry by) {}

  /**
   * @param asked those that the answer is for
   */
  AnswerSide(Crew crew, RequestState state, List<Participant> asked) {
    this.crew = crew;
    this.state = state;
    this.asked = asked;
  }

  /**
   * Asks all.
   *
   * @param wishes whose answer this is to keep
   * @param streams whether bytes pass plugins afterwards; otherwise the request is over for them
   */
  Optional<Given> ask(List<CacheWish> wishes, BooleanSupplier streams) {
    for (CacheWish wish : wishes) {
      wish.by()
          .call(Moment.CACHE_STORE, PluginInstance::cacheStore)
          .ifPresent(
              verdict -> {
                switch (verdict) {
                  case StoreVerdict.Bypass _ -> {}
                  case StoreVerdict.Store store -> wish.keep(store);
                }
              });
    }
    Optional<Given> given = respond();
    if (given.isPresent() || !streams.getAsBoolean()) {
      crew.finish();
    }
    return given;
  }

  private Optional<Given> respond() {
    Optional<Given> given = Optional.empty();
    for (Participant each : asked.reversed()) {
      if (each.entry().has(Phase.RESPONSE)) {
        Optional<HeadAction> action = each.call(Moment.RESPONSE, PluginInstance::onResponse);
        if (action.isPresent()) {
          switch (action.get()) {
            case HeadAction.Continue _ -> {}
            case HeadAction.Skip _ -> each.skip();
            case HeadAction.Respond(Answer answer) -> {
              given = Optional.of(new Given(answer, each.entry()));
              state.answer(head(answer)); // Those that come behind it see this one.
            }
          }
        }
      }
    }
    return given;
  }

  private static AnswerHead head(Answer answer) {
    return switch (answer) {
      case Answer.Denial(S3ErrorCode code, String message) ->
          AnswerHead.of(new S3Exception(code, message));
      case Answer.Reply reply ->
          AnswerHead.of(
              new S3Response(
                  reply.status(), headers(reply.headers()), List.of(), reply.body().remaining()));
      case Answer.Blob blob ->
          AnswerHead.of(
              new S3Response(
                  blob.status(), headers(blob.headers()), List.of(), OptionalLong.empty()));
    };
  }

  private static Map<String, String> headers(List<HeaderField> fields) {
    Map<String, String> headers = new LinkedHashMap<>();
    fields.forEach(field -> headers.put(field.name(), field.value()));
    return headers;
  }
}
