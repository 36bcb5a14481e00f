package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.FilteredRequest;
import io.horizonpush.s3.filter.Outcome;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.ObjectInput.GetObject;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An answer whose bytes no plugin writes, on its way back: plugins may change its head, answer
 * something else, and see the bytes of an object. Confined to its request's thread.
 */
final class HeadAnswer {

  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;

  private final Passage passage;
  private final Crew crew;
  private final RequestState state;
  private final ChainTools tools;

  HeadAnswer(Passage passage) {
    this.passage = passage;
    this.crew = passage.crew();
    this.state = passage.state();
    this.tools = passage.tools();
  }

  /** An answer that no operation gave. */
  Outcome answer(Outcome outcome) {
    List<Participant> behind = behind(Optional.empty(), OptionalLong.empty());
    return finished(outcome, behind, List.of(), false);
  }

  /** What the operation gave. */
  Outcome answer(Outcome outcome, List<CacheWish> wishes, FilteredRequest passed) {
    boolean done = false;
    try {
      List<Participant> behind = behind(contentType(outcome, passed), length(outcome, passed));
      boolean object = isObject(outcome, passed);
      if (object && behind.stream().anyMatch(each -> each.entry().writesAnswers())) {
        throw ObjectSource.replaced(); // It was not there, or something else, a moment ago.
      }
      boolean bytes = object && passed.input() instanceof GetObject;
      boolean keeps = status(outcome) == OK && (bytes || passed.input() instanceof ListInput);
      ObjectBlobs.show(behind, passed, outcome, tools.ports().records(), state);
      Outcome made =
          finished(outcome, behind, keeps ? CacheWish.of(behind, wishes) : List.of(), bytes);
      done = true;
      return made;
    } finally {
      if (!done) {
        close(outcome);
      }
    }
  }

  private List<Participant> behind(Optional<String> contentType, OptionalLong length) {
    List<Participant> behind = new ArrayList<>();
    for (Participant each : crew.all()) {
      if (each.isActive()
          && each.entry().asksBehind()
          && each.entry().takesObject(contentType, length)) {
        behind.add(each);
      }
    }
    return behind;
  }

  /** Asks those behind, and lets them see the bytes. */
  private Outcome finished(
      Outcome outcome, List<Participant> behind, List<CacheWish> wishes, boolean bytes) {
    if (behind.isEmpty() && wishes.isEmpty()) {
      return outcome;
    }
    crew.lease(behind);
    state.answer(
        switch (outcome) {
          case Outcome.Answered(S3Response response) -> AnswerHead.of(response);
          case Outcome.Failed(S3Exception error) -> AnswerHead.of(error);
        });
    AnswerSide side = new AnswerSide(crew, state, behind);
    Optional<AnswerSide.Given> given =
        crew.run(
            () ->
                side.ask(
                    wishes,
                    () ->
                        wishes.stream().anyMatch(CacheWish::isGranted)
                            || (bytes && behind.stream().anyMatch(HeadAnswer::reads))),
            Optional::empty);
    if (given.isPresent()) {
      close(outcome);
      Answers answers = new Answers(tools.ports().blobs());
      return changed(answers.render(given.get().answer(), given.get().by(), state.asked()));
    }
    Optional<ObjectHead> head =
        outcome instanceof Outcome.Answered(S3Response response)
            ? Optional.of(new ObjectHead(response.headers(), response.length()))
            : Optional.empty();
    return seen(changed(outcome), bytes ? behind : List.of(), wishes, head);
  }

  private static boolean reads(Participant each) {
    return each.isActive() && each.entry().answerAccess() != BodyAccess.NONE;
  }

  private Outcome changed(Outcome outcome) {
    return state.answer().orElseThrow().on(outcome);
  }

  /**
   * The answer with its bytes on their way through those that read them.
   *
   * @param head of the operation's answer, for those who keep that
   */
  Outcome seen(
      Outcome outcome,
      List<Participant> behind,
      List<CacheWish> wishes,
      Optional<ObjectHead> head) {
    List<CacheWish> granted = wishes.stream().filter(CacheWish::isGranted).toList();
    List<BodyStage> stages =
        behind.reversed().stream()
            .filter(HeadAnswer::reads)
            .map(each -> new BodyStage(each, Moment.RESPONSE_BODY))
            .toList();
    if (!(outcome instanceof Outcome.Answered(S3Response response))
        || (stages.isEmpty() && granted.isEmpty())) {
      return outcome;
    }
    ContentReader source = new ContentsReader(response.body());
    for (CacheWish wish : head.isPresent() ? granted : List.<CacheWish>of()) {
      source = wish.keeping(source, head.get(), tools);
    }
    AnswerStream stream =
        new AnswerStream(source, new BodyStages(crew, stages), crew, tools, passage.handOver());
    return primed(stream, response);
  }

  private Outcome primed(AnswerStream stream, S3Response response) {
    boolean done = false;
    try {
      Optional<BodyStage.Answered> answered = stream.prime();
      if (answered.isPresent()) {
        return passage.render(answered.get());
      }
      Content bytes = new Content.Streamed(stream, response.length().orElse(-1));
      done = true;
      return new Outcome.Answered(
          new S3Response(response.status(), response.headers(), List.of(bytes), response.length()));
    } finally {
      if (!done) {
        stream.close();
      }
    }
  }

  private static void close(Outcome outcome) {
    if (outcome instanceof Outcome.Answered(S3Response response)) {
      response.close();
    }
  }

  private static int status(Outcome outcome) {
    return outcome instanceof Outcome.Answered(S3Response response) ? response.status() : 0;
  }

  /** Whether it has bytes of an object, or would if it were no answer to HEAD. */
  private static boolean isObject(Outcome outcome, FilteredRequest passed) {
    return (status(outcome) == OK || status(outcome) == PARTIAL_CONTENT)
        && RequestSide.isRead(passed.input());
  }

  /** The type of what the request is about, whatever its client wants to see in its place. */
  private Optional<String> contentType(Outcome outcome, FilteredRequest passed) {
    if (!RequestSide.isRead(passed.input())) {
      return RequestEdit.metadata(passed.input()).flatMap(each -> each.header("content-type"));
    }
    if (!(outcome instanceof Outcome.Answered(S3Response response))) {
      return Optional.empty();
    }
    return state.storedType().or(() -> Optional.ofNullable(response.headers().get("content-type")));
  }

  private static OptionalLong length(Outcome outcome, FilteredRequest passed) {
    if (!RequestSide.isRead(passed.input())) {
      return passed.body().length();
    }
    if (!(outcome instanceof Outcome.Answered(S3Response response))) {
      return OptionalLong.empty();
    }
    String range = response.headers().get("content-range");
    return range == null
        ? response.length()
        : OptionalLong.of(Long.parseLong(range.substring(range.indexOf('/') + 1)));
  }
}
