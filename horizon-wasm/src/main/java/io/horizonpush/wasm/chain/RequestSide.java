package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.HeadAction;
import io.horizonpush.wasm.abi.LookupVerdict;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.abi.PluginInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What plugins say before an operation runs: caches first, then the others. On a guest thread, all
 * of them with one hop.
 */
final class RequestSide {

  private final Crew crew;
  private final RequestState state;
  private final ChainTools tools;
  private final List<CacheWish> wishes = new ArrayList<>();

  /** What came of asking. */
  sealed interface Said {

    /** The operation is to run. */
    record GoOn() implements Said {}

    /**
     * A plugin answers.
     *
     * @param before how many of the entries the answer passes
     */
    record Answered(Answer answer, Entry by, int before) implements Said {}

    /** The answer is in an entry's cache. */
    record Kept(AnswerCache.Answer answer, AnswerCache.Key key, Entry by) implements Said {}
  }

  RequestSide(Crew crew, RequestState state, ChainTools tools) {
    this.crew = crew;
    this.state = state;
    this.tools = tools;
  }

  /** Those who may want to keep the answer. */
  List<CacheWish> wishes() {
    return wishes;
  }

  Said ask() {
    Optional<Said> found = lookUp();
    return found.isPresent() ? found.get() : request();
  }

  private Optional<Said> lookUp() {
    Optional<Bucket> bucket = state.asked().bucket();
    if (bucket.isEmpty() || !isCached(state.input())) {
      return Optional.empty();
    }
    for (Participant each : crew.all()) {
      if (each.entry().has(Phase.CACHE)) {
        Optional<LookupVerdict> verdict =
            each.call(Moment.CACHE_LOOKUP, PluginInstance::cacheLookup);
        Optional<Said> said = verdict.flatMap(it -> lookUp(each, it, bucket.get()));
        if (said.isPresent()) {
          return said;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Said> lookUp(Participant by, LookupVerdict verdict, Bucket bucket) {
    return switch (verdict) {
      case LookupVerdict.Bypass() -> Optional.empty();
      case LookupVerdict.Hit(Answer.Blob answer) ->
          Optional.of(new Said.Answered(answer, by.entry(), crew.all().size()));
      case LookupVerdict.Lookup(var bytes) -> {
        AnswerCache.Key key = new AnswerCache.Key(bucket.id(), bytes);
        Optional<AnswerCache.Answer> kept = tools.cache().find(by.entry().name(), key);
        tools.metrics().cache(by.entry().name(), kept.isPresent());
        if (kept.isEmpty()) {
          wishes.add(new CacheWish(by, tools.cache().begin(by.entry().name(), key)));
        }
        yield kept.map(answer -> new Said.Kept(answer, key, by.entry()));
      }
    };
  }

  private Said request() {
    for (Participant each : crew.all()) {
      if (each.entry().has(Phase.REQUEST) && takes(each.entry(), state)) {
        Optional<HeadAction> action = each.call(Moment.REQUEST, PluginInstance::onRequest);
        if (action.isPresent()) {
          switch (action.get()) {
            case HeadAction.Continue _ -> {}
            case HeadAction.Skip _ -> each.skip();
            case HeadAction.Respond(Answer answer) -> {
              return new Said.Answered(answer, each.entry(), each.index());
            }
          }
        }
      }
    }
    return new Said.GoOn();
  }

  /** Whether what a request brings is what an entry is for. */
  static boolean takes(Entry entry, RequestState state) {
    Optional<String> contentType =
        RequestEdit.metadata(state.asked().input()).flatMap(each -> each.header("content-type"));
    OptionalLong length = state.asked().length();
    return entry.takesObject(contentType, length);
  }

  /** Whether caches are asked about a request: for an object or a listing. */
  private static boolean isCached(S3Input input) {
    return isRead(input) || input instanceof ListInput;
  }

  static boolean isRead(S3Input input) {
    return input instanceof ObjectInput.GetObject || input instanceof ObjectInput.HeadObject;
  }
}
