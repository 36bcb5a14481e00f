package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.FilteredRequest;
import io.horizonpush.s3.filter.Next;
import io.horizonpush.s3.filter.Outcome;
import io.horizonpush.s3.filter.Rewrite;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.host.RequestVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The way of a request through the plugins that it meets, to its operation and back. Confined to
 * its request's thread.
 */
final class Passage {

  private final ChainTools tools;
  private final Generation generation;
  private final Next next;
  private final RequestState state;
  private final Runnable over;
  private final List<Participant> all = new ArrayList<>();
  private Crew crew;

  /** Whether a body still passes plugins: it ends the request for them, and not this. */
  private boolean streams;

  /**
   * @param met the entries that it meets
   * @param over run once when the request is over for its plugins
   */
  Passage(
      ChainTools tools,
      Generation generation,
      List<Entry> met,
      FilteredRequest given,
      Next next,
      RequestVariables variables,
      Runnable over) {
    this.tools = tools;
    this.generation = generation;
    this.next = next;
    this.state = new RequestState(given, variables);
    this.over = over;
    met.forEach(this::add);
    this.crew = new Crew(all, tools.threads());
  }

  private void add(Entry entry) {
    all.add(new Participant(entry, all.size(), state, tools.metrics(), entry.plan().onError()));
  }

  /** Passes it; nothing if it has to be passed once more, now that more is known of its object. */
  Optional<Outcome> pass() {
    try {
      return go();
    } catch (S3Exception e) {
      return Optional.of(new Outcome.Failed(e));
    } finally {
      if (!streams) {
        crew.close();
        over.run();
      }
    }
  }

  private Optional<Outcome> go() {
    refuseParts();
    RequestSide side = new RequestSide(crew, state, tools);
    RequestSide.Said said = new RequestSide.Said.GoOn();
    if (all.stream().anyMatch(each -> each.entry().asksBefore())) {
      crew.leaseBefore();
      said = crew.run(side::ask, RequestSide.Said.GoOn::new);
    }
    return switch (said) {
      case RequestSide.Said.GoOn _ -> operate(side.wishes());
      case RequestSide.Said.Kept(var answer, var key, Entry by) ->
          kept(new ObjectSource.Kept(answer, key, by, tools, state.asked()));
      case RequestSide.Said.Answered(var answer, Entry by, int before) -> {
        all.subList(before, all.size()).forEach(Participant::skip);
        Answers answers = new Answers(tools.ports().blobs());
        Optional<ObjectHead> object =
            RequestSide.isRead(state.input())
                ? answers.object(answer, by, state.asked())
                : Optional.empty();
        yield object.isPresent()
            ? new ObjectAnswer(
                    this, new ObjectSource.Blob(object.get(), answer, by, answers, state.asked()))
                .answer(List.of())
            : Optional.of(new HeadAnswer(this).answer(answers.render(answer, by, state.asked())));
      }
    };
  }

  private Optional<Outcome> kept(ObjectSource.Kept source) {
    if (RequestSide.isRead(state.input())) {
      return new ObjectAnswer(this, source).answer(List.of());
    }
    ObjectHead head = source.head();
    Content bytes = new Content.Streamed(source.open(), head.length().orElseThrow());
    return Optional.of(
        new HeadAnswer(this)
            .answer(
                new Outcome.Answered(
                    new S3Response(200, head.headers(), List.of(bytes), head.length()))));
  }

  /** What is stored in parts cannot be written by a plugin that needs the whole. */
  private void refuseParts() {
    for (Participant each : all) {
      if (Uploads.isMultipart(state.input().operation())
          && each.entry().writesRequests()
          && each.entry().manifest().bodies().multipart() == Manifest.Multipart.REFUSE) {
        throw new S3Exception(
            S3ErrorCode.NOT_IMPLEMENTED,
            "The plugin %s of this node does not take uploads in parts."
                .formatted(each.entry().name()));
      }
    }
  }

  private Optional<Outcome> operate(List<CacheWish> wishes) {
    FilteredRequest passed = moved(state.request().orElseThrow());
    if (RequestSide.isRead(passed.input())
        && all.stream().anyMatch(each -> each.isActive() && each.entry().writesAnswers())) {
      ObjectSource.Operation source = new ObjectSource.Operation(next, passed);
      if (source.find()) {
        return new ObjectAnswer(this, source).answer(wishes);
      }
    }
    findType(passed);
    return Optional.of(new HeadAnswer(this).answer(proceed(passed), wishes, passed));
  }

  /** Whoever says what type it wants to see must not escape plugins that are for another one. */
  private void findType(FilteredRequest passed) {
    if (RequestSide.isRead(passed.input())
        && ObjectSource.read(passed.input()).overrides().containsKey("content-type")
        && next.describe(passed) instanceof Outcome.Answered(S3Response described)) {
      described.close();
      state.storedType(Optional.ofNullable(described.headers().get("content-type")));
    }
  }

  /** The request about what a plugin wants it to be about, if its sender may do that. */
  private FilteredRequest moved(FilteredRequest request) {
    Optional<Rewrite> rewrite = state.rewrite();
    if (rewrite.isEmpty()) {
      return request;
    }
    FilteredRequest moved = next.rewritten(request, rewrite.get());
    // What is for the object that it has become must not be missed by a detour.
    for (Entry entry : generation.met(moved.input())) {
      if (entry.asksBehind() && all.stream().noneMatch(each -> each.entry() == entry)) {
        add(entry);
      }
    }
    crew = new Crew(all, tools.threads());
    return moved;
  }

  Outcome proceed(FilteredRequest passed) {
    Optional<RequestState.Replacement> replacement = state.replacement();
    if (replacement.isPresent()) {
      return next.proceed(replaced(passed, replacement.get()));
    }
    List<BodyStage> stages =
        all.stream()
            .filter(each -> each.isActive() && each.entry().requestAccess() != BodyAccess.NONE)
            .filter(each -> Uploads.hasBytes(passed.input().operation()))
            .filter(each -> RequestSide.takes(each.entry(), state))
            .map(each -> new BodyStage(each, Moment.REQUEST_BODY))
            .toList();
    if (stages.isEmpty()) {
      return next.proceed(passed);
    }
    boolean writes = stages.stream().anyMatch(BodyStage::writes);
    try (UploadStream upload =
        new UploadStream(passed.body(), new BodyStages(crew, stages), tools)) {
      Outcome outcome =
          next.proceed(writes ? passed.withBody(upload, upload.length()) : passed.observed(upload));
      return upload.answered().map(it -> instead(outcome, it)).orElse(outcome);
    }
  }

  /** What a plugin answers in the middle of a body, whose operation has failed with it. */
  private Outcome instead(Outcome outcome, BodyStage.Answered answered) {
    if (outcome instanceof Outcome.Answered(var response)) {
      response.close();
    }
    return render(answered);
  }

  Outcome render(BodyStage.Answered answered) {
    return new Answers(tools.ports().blobs())
        .render(answered.answer(), answered.by().entry(), state.asked());
  }

  private FilteredRequest replaced(FilteredRequest passed, RequestState.Replacement replacement) {
    PluginBlobs blobs = tools.ports().blobs();
    PluginBlobs.Reader reader = Answers.reader(replacement.by(), state.asked());
    OptionalLong length = blobs.length(reader, replacement.blob());
    Optional<Content> content =
        length.isEmpty()
            ? Optional.empty()
            : blobs.open(reader, replacement.blob(), ByteRange.all(length.getAsLong()));
    return passed.withBody(
        new ContentsReader(List.of(content.orElseThrow(() -> Answers.gone(replacement.by())))),
        length);
  }

  ChainTools tools() {
    return tools;
  }

  Crew crew() {
    return crew;
  }

  RequestState state() {
    return state;
  }

  /** From now on a body ends the request for its plugins; it runs this then. */
  Runnable handOver() {
    streams = true;
    return over;
  }
}
