package io.horizonpush.s3.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.EntityTags;
import io.horizonpush.s3.request.IfRange;
import io.horizonpush.s3.request.ObjectInput.GetObject;
import io.horizonpush.s3.request.ObjectInput.HeadObject;
import io.horizonpush.s3.request.RangeSpec;
import io.horizonpush.s3.request.ReadConditions;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.ResolvedBuckets;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class ChainTest extends FilterContract {

  private final S3Exception failure = new S3Exception(S3ErrorCode.NO_SUCH_KEY, "none");

  @Override
  protected Filter filter() {
    return (request, next) -> next.proceed(request);
  }

  private static S3Response serve(List<Filter> filters, Operation operation) {
    return new Chain(filters, TestingRequests.open(), operation).proceed(TestingRequests.any());
  }

  @Test
  void withoutFilters_isTheOperation() {
    assertThat(serve(List.of(), request -> TestingRequests.answer(204)).status()).isEqualTo(204);
  }

  @Test
  void filters_seeRequestsInOrderAndAnswersInReverse() {
    List<String> seen = new ArrayList<>();

    serve(List.of(noting("a", seen), noting("b", seen)), request -> TestingRequests.answer(200));

    assertThat(seen).containsExactly("a asks", "b asks", "b answers", "a answers");
  }

  @Test
  void aFilterThatAnswersByItself_endsTheChain() {
    S3Response answer =
        serve(
            List.of((request, next) -> new Outcome.Answered(TestingRequests.answer(403))),
            request -> {
              throw new AssertionError("the operation must not run");
            });

    assertThat(answer.status()).isEqualTo(403);
  }

  @Test
  void aFailure_reachesTheFilters_whichMayAnswerInItsPlace() {
    Filter hides =
        (request, next) ->
            switch (next.proceed(request)) {
              case Outcome.Answered answered -> answered;
              case Outcome.Failed(S3Exception error) ->
                  new Outcome.Answered(TestingRequests.answer(error.code().status() + 1));
            };

    assertThat(serve(List.of(hides), this::fail).status()).isEqualTo(405);
  }

  /** What a filter or an operation throws is a failure like any other to those before it. */
  @Test
  void aBug_isAFailureToTheFiltersBefore() {
    List<S3ErrorCode> seen = new ArrayList<>();
    Filter notes =
        (request, next) -> {
          Outcome outcome = next.proceed(request);
          if (outcome instanceof Outcome.Failed(S3Exception error)) {
            seen.add(error.code());
          }
          return outcome;
        };
    Filter broken =
        (request, next) -> {
          throw new IllegalStateException("a bug");
        };

    assertThatThrownBy(() -> serve(List.of(notes, broken), this::fail))
        .isInstanceOf(S3Exception.class);
    assertThatThrownBy(() -> serve(List.of(notes), this::fail)).isSameAs(failure);
    assertThat(seen).containsExactly(S3ErrorCode.INTERNAL_ERROR, S3ErrorCode.NO_SUCH_KEY);
  }

  @Test
  void anAnswer_isClosedWhenTheFilterThatHasItFails() {
    AtomicBoolean closed = new AtomicBoolean();
    ContentReader body =
        new ContentReader() {
          @Override
          public Optional<ByteBuffer> next() {
            return Optional.empty();
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    Filter breaksLater =
        (request, next) -> {
          next.proceed(request);
          throw new IllegalStateException("a bug");
        };

    assertThatThrownBy(
            () ->
                serve(
                    List.of(breaksLater),
                    request ->
                        new S3Response(200, Map.of(), List.of(new Content.Streamed(body, 0)), 0)))
        .isInstanceOf(S3Exception.class);
    assertThat(closed).isTrue();
  }

  @Test
  void aRequest_isPassedOnOnce_andNotAfterwards() {
    AtomicReference<Runnable> later = new AtomicReference<>(() -> {});
    Filter again =
        (request, next) -> {
          later.set(() -> next.proceed(request));
          next.proceed(request);
          return next.proceed(request);
        };
    List<S3Request<?>> run = new ArrayList<>();

    assertThatThrownBy(
            () ->
                serve(
                    List.of(again),
                    request -> {
                      run.add(request);
                      return TestingRequests.answer(200);
                    }))
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> later.get().run()).isInstanceOf(IllegalStateException.class);
    assertThat(run).hasSize(1);
  }

  private S3Response fail(S3Request<?> request) {
    throw failure;
  }

  private static Filter noting(String name, List<String> seen) {
    return (request, next) -> {
      seen.add(name + " asks");
      Outcome outcome = next.proceed(request);
      seen.add(name + " answers");
      return outcome;
    };
  }

  private static S3Request<?> reading(S3Input input, String method) {
    return TestingRequests.of(
        new Principal.Local(new Owner("id", "name")),
        new RequestHead(method, "/bucket/key", "", List.of()),
        input,
        ResolvedBuckets.of(input, name -> Optional.empty()));
  }

  private static GetObject get() {
    return new GetObject(
        new BucketName("bucket"),
        new ObjectKey("key"),
        Optional.of(new VersionName.Null()),
        Optional.of(new RangeSpec.Last(5)),
        Optional.of(new IfRange.Never()),
        OptionalInt.of(3),
        new ReadConditions(
            Optional.of(new EntityTags.Any()),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Instant.EPOCH)),
        Map.of("response-expires", "never"),
        true);
  }

  /** What is left of it is which version is meant. */
  private static GetObject all(Map<String, String> overrides) {
    return new GetObject(
        new BucketName("bucket"),
        new ObjectKey("key"),
        Optional.of(new VersionName.Null()),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        ReadConditions.NONE,
        overrides,
        false);
  }

  @Test
  void aRead_isDescribedAndReadAsOftenAsAFilterLikes_beforeItIsPassedOn() {
    for (S3Input input : List.<S3Input>of(get(), new HeadObject(get()))) {
      List<S3Input> run = new ArrayList<>();
      new Chain(
              List.of(
                  (request, next) -> {
                    next.describe(request);
                    next.describe(request.whole());
                    next.read(request.whole());
                    next.read(request);
                    return next.proceed(request);
                  }),
              TestingRequests.open(),
              request -> {
                run.add(request.input());
                return TestingRequests.answer(200);
              })
          .proceed(reading(input, "GET"));

      HeadObject described = new HeadObject(all(Map.of()));
      GetObject whole = all(Map.of("response-expires", "never"));
      assertThat(run).containsExactly(described, described, whole, input, input);
    }
  }

  @Test
  void aRequest_thatReadsNoObject_isNeitherDescribedNorReadNorWhole() {
    for (Filter filter :
        List.<Filter>of(
            (request, next) -> next.describe(request),
            (request, next) -> next.read(request),
            (request, next) -> next.proceed(request.whole()))) {
      assertThatThrownBy(
              () ->
                  serve(
                      List.of(filter),
                      request -> {
                        throw new AssertionError("the operation must not run");
                      }))
          .hasCauseInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aRead_behindTheRequestThatWasPassedOn_isOfNoUse() {
    for (BiFunction<Next, FilteredRequest, Outcome> late :
        List.<BiFunction<Next, FilteredRequest, Outcome>>of(Next::describe, Next::read)) {
      Chain chain =
          new Chain(
              List.of(
                  (request, next) -> {
                    next.proceed(request);
                    return late.apply(next, request);
                  }),
              TestingRequests.open(),
              request -> TestingRequests.answer(200));
      assertThatThrownBy(() -> chain.proceed(reading(get(), "GET")))
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void answersThatWereRead_areClosedWhenTheirFilterFails() {
    AtomicInteger closed = new AtomicInteger();
    Chain chain =
        new Chain(
            List.of(
                (request, next) -> {
                  next.read(request);
                  next.read(request);
                  throw new IllegalStateException("a bug");
                }),
            TestingRequests.open(),
            request ->
                new S3Response(
                    200,
                    Map.of(),
                    List.of(new Content.Deferred(0, () -> null, closed::incrementAndGet)),
                    0));

    assertThatThrownBy(() -> chain.proceed(reading(get(), "GET"))).isInstanceOf(S3Exception.class);
    assertThat(closed).hasValue(2);
  }
}
