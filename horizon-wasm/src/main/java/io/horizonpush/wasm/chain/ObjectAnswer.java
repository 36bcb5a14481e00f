package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.FilteredRequest;
import io.horizonpush.s3.filter.Outcome;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.ObjectInput.GetObject;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.Moment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object that plugins write, or that does not come from the operation, on its way back. The node
 * itself holds the request's conditions and range against what comes out of it, whose tag is its
 * own; plugins see the head of all of it, whatever part of it is asked for. Confined to its
 * request's thread.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html">AWS: GetObject
 *     </a>
 */
final class ObjectAnswer {

  private final Passage passage;
  private final ObjectSource source;
  private final Crew crew;
  private final RequestState state;
  private final ChainTools tools;
  private final GetObject get;

  ObjectAnswer(Passage passage, ObjectSource source) {
    this.passage = passage;
    this.source = source;
    this.crew = passage.crew();
    this.state = passage.state();
    this.tools = passage.tools();
    this.get =
        ObjectSource.read(source.untouched().map(FilteredRequest::input).orElse(state.input()));
  }

  /** The answer; nothing if the request has to be passed anew, now that the length is known. */
  Optional<Outcome> answer(List<CacheWish> wishes) {
    ObjectHead stored = source.head();
    List<Participant> behind =
        crew.all().stream()
            .filter(each -> each.isActive() && each.entry().asksBehind())
            .filter(each -> each.entry().takesObject(stored.contentType(), stored.length()))
            .toList();
    if (source.untouched().isPresent() && writers(behind).isEmpty()) {
      FilteredRequest passed = source.untouched().get();
      return Optional.of(new HeadAnswer(passage).answer(passage.proceed(passed), wishes, passed));
    }
    refuseParts(behind);
    crew.lease(behind);
    show(behind, stored);
    List<CacheWish> asked = isHead() ? List.of() : CacheWish.of(behind, wishes);
    AnswerSide side = new AnswerSide(crew, state, behind);
    Optional<AnswerSide.Given> given =
        behind.isEmpty() && asked.isEmpty()
            ? Optional.empty()
            : crew.run(() -> side.ask(asked, () -> true), Optional::empty);
    if (given.isPresent()) {
      Answers answers = new Answers(tools.ports().blobs());
      return Optional.of(
          changed(answers.render(given.get().answer(), given.get().by(), state.asked())));
    }
    return settle(behind, asked);
  }

  private static List<Entry> writers(List<Participant> behind) {
    return behind.reversed().stream()
        .filter(Participant::isActive)
        .map(Participant::entry)
        .filter(Entry::writesAnswers)
        .toList();
  }

  private boolean isHead() {
    return !(state.input() instanceof GetObject);
  }

  /** Of what is never the same twice no two parts belong together. */
  private void refuseParts(List<Participant> behind) {
    for (Entry writer : writers(behind)) {
      if (Cut.isAskedFor(get) && !writer.manifest().bodies().deterministic()) {
        throw new S3Exception(
            S3ErrorCode.NOT_IMPLEMENTED,
            "The plugin %s of this node gives no parts of objects.".formatted(writer.name()));
      }
    }
  }

  private void show(List<Participant> behind, ObjectHead stored) {
    ObjectHead written = written(stored, writers(behind));
    state.answer(
        AnswerHead.of(new S3Response(200, written.headers(), List.of(), written.length())));
    if (behind.stream().anyMatch(each -> each.entry().plan().grants().mayReadBlobs())) {
      state.object(
          source
              .untouched()
              .flatMap(
                  passed ->
                      ObjectBlobs.find(
                          passed,
                          stored.headers().getOrDefault("etag", ""),
                          tools.ports().records())));
    }
  }

  /** The object as these entries write it. */
  private ObjectHead written(ObjectHead stored, List<Entry> writers) {
    Map<String, String> headers = new LinkedHashMap<>(stored.headers());
    headers.putAll(get.overrides());
    ObjectHead shown = new ObjectHead(headers, stored.length());
    if (writers.isEmpty()) {
      return shown;
    }
    boolean kept = writers.stream().allMatch(each -> each.manifest().bodies().preservesLength());
    var tag = tools.tags().of(stored.etag().value(), writers);
    ObjectHead written =
        shown.written(
            tag,
            kept
                ? stored.length()
                : isDeterministic(writers) ? tools.tags().length(tag) : OptionalLong.empty());
    return isDeterministic(writers) ? written : written.without("accept-ranges");
  }

  private static boolean isDeterministic(List<Entry> writers) {
    return writers.stream().allMatch(each -> each.manifest().bodies().deterministic());
  }

  /** What is answered, now that it is known who writes it. */
  private Optional<Outcome> settle(List<Participant> behind, List<CacheWish> wishes) {
    List<Entry> writers = writers(behind);
    if (source.untouched().isPresent() && writers.isEmpty()) {
      FilteredRequest passed = source.untouched().get();
      return Optional.of(
          new HeadAnswer(passage)
              .seen(changed(passage.proceed(passed)), behind, List.of(), Optional.empty()));
    }
    ObjectHead object = written(source.head(), writers);
    Cut cut = Cut.of(get, object);
    if (cut instanceof Cut.NotModified || cut instanceof Cut.Refused) {
      return Optional.of(without(cut, object));
    }
    boolean unknown = object.length().isEmpty() && isDeterministic(writers);
    if (unknown && (isHead() || cut instanceof Cut.NeedsLength)) {
      return learnt(behind);
    }
    return isHead() ? Optional.of(head(object, cut)) : Optional.of(bytes(behind, wishes));
  }

  /** The answer without bytes. */
  private Outcome without(Cut cut, ObjectHead object) {
    return switch (cut) {
      case Cut.Refused(S3Exception error) -> new Outcome.Failed(error);
      case Cut.NotModified _ -> {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : List.of("x-amz-version-id", "etag", "last-modified")) {
          String value = object.headers().get(name);
          if (value != null) {
            headers.put(name, value);
          }
        }
        yield new Outcome.Answered(new S3Response(304, headers, List.of(), 0));
      }
      case Cut.All _, Cut.Part _, Cut.NeedsLength _ ->
          throw new IllegalStateException("It has bytes");
    };
  }

  private Outcome head(ObjectHead object, Cut cut) {
    return changed(new Outcome.Answered(response(object, cut, List.of())));
  }

  private Outcome changed(Outcome outcome) {
    return state.answer().orElseThrow().on(outcome);
  }

  private static S3Response response(ObjectHead object, Cut cut, List<Content> bytes) {
    if (!(cut instanceof Cut.Part(ByteRange range))) {
      return new S3Response(200, object.headers(), bytes, object.length());
    }
    Map<String, String> headers = new LinkedHashMap<>(object.headers());
    long length = object.length().orElseThrow();
    if (length > 0) {
      headers.put(
          "content-range", "bytes %d-%d/%d".formatted(range.offset(), range.end() - 1, length));
    }
    return new S3Response(206, headers, bytes, range.length());
  }

  private AnswerStream stream(List<Participant> behind, List<CacheWish> wishes) {
    ContentReader bytes = source.open();
    for (CacheWish wish : wishes) {
      if (wish.isGranted()) {
        bytes = wish.keeping(bytes, source.head(), tools);
      }
    }
    List<BodyStage> stages =
        behind.reversed().stream()
            .filter(Participant::isActive)
            .filter(each -> each.entry().answerAccess() != BodyAccess.NONE)
            .map(each -> new BodyStage(each, Moment.RESPONSE_BODY))
            .toList();
    return new AnswerStream(bytes, new BodyStages(crew, stages), crew, tools, passage.handOver());
  }

  /** Runs the plugins to learn how long what they write is: to the end, and for nobody. */
  private Optional<Outcome> learnt(List<Participant> behind) {
    try (AnswerStream stream = stream(behind, List.of())) {
      Optional<BodyStage.Answered> answered = stream.prime();
      if (answered.isPresent()) {
        return Optional.of(passage.render(answered.get()));
      }
      long length = 0;
      for (var piece = stream.next(); piece.isPresent(); piece = stream.next()) {
        length += piece.get().remaining();
      }
      List<Entry> writers = stream.stages().writers();
      ObjectHead object = written(source.head(), writers);
      if (!writers.isEmpty()) {
        tools.tags().remember(object.etag(), length);
      }
      ObjectHead known = new ObjectHead(object.headers(), length);
      Cut cut = Cut.of(get, known);
      if (cut instanceof Cut.NotModified || cut instanceof Cut.Refused) {
        return Optional.of(without(cut, known));
      }
      return isHead() ? Optional.of(head(known, cut)) : Optional.empty();
    }
  }

  private Outcome bytes(List<Participant> behind, List<CacheWish> wishes) {
    AnswerStream stream = stream(behind, wishes);
    boolean done = false;
    try {
      Optional<BodyStage.Answered> answered = stream.prime();
      if (answered.isPresent()) {
        return passage.render(answered.get());
      }
      // One that failed and is let pass writes no more, and the object has another tag without it.
      List<Entry> writers = stream.stages().writers();
      ObjectHead object = known(written(source.head(), writers), stream);
      if (isDeterministic(writers) && !writers.isEmpty()) {
        stream.whenEnded(length -> tools.tags().remember(object.etag(), length));
      }
      Cut cut = Cut.of(get, object);
      if (cut instanceof Cut.NotModified || cut instanceof Cut.Refused) {
        return without(cut, object);
      }
      if (cut instanceof Cut.NeedsLength) {
        throw ObjectSource.replaced();
      }
      done = true;
      return changed(
          new Outcome.Answered(response(object, cut, List.of(content(stream, object, cut)))));
    } finally {
      if (!done) {
        stream.close();
      }
    }
  }

  private static ObjectHead known(ObjectHead object, AnswerStream stream) {
    Optional<Long> whole = stream.whole();
    return object.length().isEmpty() && whole.isPresent()
        ? new ObjectHead(object.headers(), whole.get())
        : object;
  }

  private static Content content(AnswerStream stream, ObjectHead object, Cut cut) {
    return cut instanceof Cut.Part(ByteRange range)
        ? new Content.Streamed(new SliceReader(stream, range), range.length())
        : new Content.Streamed(stream, object.length().orElse(-1));
  }
}
