package io.horizonpush.s3.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.filter.Admission;
import io.horizonpush.s3.filter.Chain;
import io.horizonpush.s3.filter.Filter;
import io.horizonpush.s3.filter.FilteredRequest;
import io.horizonpush.s3.filter.Next;
import io.horizonpush.s3.filter.Outcome;
import io.horizonpush.s3.filter.Rewrite;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.filter.TestingRequests;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.request.BucketScoped;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.ReadConditions;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestHead.Header;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.EmptyBuckets;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A filter that tries whatever it can to reach what its request's sender may not. */
class HostileFilterTest {

  private static final Owner OWNER = new Owner("owner-id", "owner");
  private static final BucketName MINE = new BucketName("mine");
  private static final BucketName SECRET = new BucketName("secret");
  private static final Principal SENDER =
      TestingRequests.holder(
          "AK", OWNER, new KeyRights.Granted(List.of(EmptyBuckets.grant("rw:mine/in/"))));
  private static final Principal ROOT =
      TestingRequests.holder("ROOT", OWNER, new KeyRights.Everything());

  private final List<S3Request<?>> served = new ArrayList<>();
  private final EmptyBuckets buckets =
      new EmptyBuckets(
          EmptyBuckets.bucket(MINE.value(), OWNER), EmptyBuckets.bucket(SECRET.value(), OWNER));
  private final Admission admission = new Authorizer(buckets, buckets, new BucketRules());

  private S3Request<?> request(Principal principal, String method, String target) {
    int question = target.indexOf('?');
    RequestHead head =
        new RequestHead(
            method,
            question < 0 ? target : target.substring(0, question),
            question < 0 ? "" : target.substring(question + 1),
            List.of(new Header("content-md5", "md5"), new Header("x-amz-checksum-crc32", "c")));
    S3Input input = new RequestParser(new Endpoint(List.of()), false).parse(head);
    S3Request<?> request = TestingRequests.of(principal, head, input, admission.resolve(input));
    admission.authorize(request);
    return request;
  }

  private S3Response serve(S3Request<?> request, Filter... filters) {
    return new Chain(
            List.of(filters),
            admission,
            each -> {
              served.add(each);
              return TestingRequests.answer(200);
            })
        .proceed(request);
  }

  private static Filter rewriting(BucketName bucket, String key) {
    Optional<ObjectKey> changed =
        key.isEmpty() ? Optional.empty() : Optional.of(new ObjectKey(key));
    return (request, next) -> next.proceed(next.rewritten(request, new Rewrite(bucket, changed)));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /mine/in/k",
    "HEAD, /mine/in/k",
    "PUT, /mine/in/k",
    "DELETE, /mine/in/k",
    "GET, /mine/in/k?tagging",
    "PUT, /mine/in/k?tagging",
    "DELETE, /mine/in/k?tagging",
    "POST, /mine/in/k?uploads",
    "PUT, /mine/in/k?uploadId=u&partNumber=1",
    "POST, /mine/in/k?uploadId=u",
    "DELETE, /mine/in/k?uploadId=u",
    "GET, /mine/in/k?uploadId=u"
  })
  void aRewriting_toWhatTheSenderMayNot_isDenied(String method, String target) {
    for (Filter filter :
        List.of(rewriting(SECRET, "in/k"), rewriting(SECRET, ""), rewriting(MINE, "out/k"))) {
      denied(() -> serve(request(SENDER, method, target), filter));
    }
    assertThat(served).isEmpty();

    serve(request(SENDER, method, target), rewriting(MINE, "in/other"));
    assertThat(served).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/mine?prefix=in/", "/mine?list-type=2&prefix=in/", "/mine?uploads&prefix=in/"})
  void aListing_ofWhatTheSenderMayNotList_isDenied(String target) {
    denied(() -> serve(request(SENDER, "GET", target), rewriting(SECRET, "")));
    assertThat(served).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"GET, /mine?versioning", "HEAD, /mine", "GET, /mine?location", "GET, /"})
  void aRequest_aboutBucketsThemselves_cannotBeRewritten(String method, String target) {
    assertThatThrownBy(() -> serve(request(ROOT, method, target), rewriting(SECRET, "")))
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(served).isEmpty();
  }

  @Test
  void aDeniedRewriting_isAFailureThatTheFilterSees() {
    List<S3ErrorCode> seen = new ArrayList<>();
    serve(
        request(SENDER, "GET", "/mine/in/k"),
        (request, next) -> {
          try {
            return next.proceed(next.rewritten(request, new Rewrite(SECRET, Optional.empty())));
          } catch (S3Exception e) {
            seen.add(e.code());
            return new Outcome.Answered(TestingRequests.answer(204));
          }
        });
    assertThat(seen).containsExactly(S3ErrorCode.ACCESS_DENIED);
    assertThat(served).isEmpty();
  }

  /** Kept from a request of the root key, it would do with the root key's rights what it asks. */
  @Test
  void aRequest_ofAnotherSender_isNotTaken() {
    AtomicReference<FilteredRequest> kept = new AtomicReference<>();
    Filter keeps =
        (request, next) -> {
          kept.set(request);
          return next.proceed(request);
        };
    serve(request(ROOT, "GET", "/secret/k"), keeps);
    served.clear();

    for (Filter filter :
        List.<Filter>of(
            (request, next) -> next.proceed(kept.get()),
            (request, next) -> next.proceed(kept.get().withConditions(ReadConditions.NONE)),
            (request, next) -> next.describe(kept.get()),
            (request, next) -> next.read(kept.get()),
            (request, next) ->
                next.proceed(next.rewritten(kept.get(), new Rewrite(SECRET, Optional.empty()))))) {
      assertThatThrownBy(() -> serve(request(SENDER, "GET", "/mine/in/k"), filter))
          .hasCauseInstanceOf(IllegalArgumentException.class);
    }
    assertThat(served).isEmpty();
  }

  /** A way to go on would otherwise serve for as many requests as the filter likes. */
  @Test
  void aWayToGoOn_isOfNoUseToAnotherRequest() {
    AtomicReference<Next> kept = new AtomicReference<>();
    serve(
        request(ROOT, "GET", "/secret/k"),
        (request, next) -> {
          kept.set(next);
          return new Outcome.Answered(TestingRequests.answer(200));
        });

    assertThatThrownBy(
            () ->
                serve(
                    request(SENDER, "GET", "/mine/in/k"),
                    (request, next) -> kept.get().proceed(request)))
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(served).isEmpty();
  }

  @Test
  void everyOtherChange_leavesWhoAsksAndWhatItIsAbout() {
    ObjectMetadata metadata = new ObjectMetadata(Map.of(), Map.of("a", "b"));
    serve(
        request(SENDER, "PUT", "/mine/in/k"),
        (request, next) ->
            next.proceed(
                request
                    .withBody(Optional::empty, OptionalLong.of(0))
                    .withMetadata(metadata)
                    .withConditions(WriteConditions.NONE)));
    serve(
        request(SENDER, "DELETE", "/mine/in/k"),
        (request, next) -> next.proceed(request.withConditions(DeleteConditions.NONE)));

    assertThat(served)
        .hasSize(2)
        .allSatisfy(
            each -> {
              assertThat(each.principal()).isEqualTo(SENDER);
              assertThat(((BucketScoped) each.input()).bucket()).isEqualTo(MINE);
              assertThat(each.buckets().required().name()).isEqualTo(MINE);
            });
    // What the client promised about its bytes is no promise about these.
    assertThat(served.getFirst().head().headers()).isEmpty();
    assertThat(served.getFirst().input().toString()).contains("a=b");
  }

  @Test
  void bytesThatAreReplacedTwice_areAllClosed() {
    List<String> closed = new ArrayList<>();
    serve(
        request(SENDER, "PUT", "/mine/in/k"),
        (request, next) ->
            next.proceed(
                request
                    .withBody(closing("first", closed), OptionalLong.of(0))
                    .withBody(closing("second", closed), OptionalLong.of(0))));
    assertThat(closed).containsExactlyInAnyOrder("first", "second");
  }

  private static ContentReader closing(String name, List<String> closed) {
    return new ContentReader() {
      @Override
      public Optional<ByteBuffer> next() {
        return Optional.empty();
      }

      @Override
      public void close() {
        closed.add(name);
      }
    };
  }

  @Test
  void metadata_thatWouldForgeAHeader_isRefused() {
    for (ObjectMetadata forged :
        List.of(
            new ObjectMetadata(Map.of(), Map.of("a", "b\r\nset-cookie: c")),
            new ObjectMetadata(Map.of(), Map.of("a: b", "c")),
            new ObjectMetadata(Map.of("set-cookie", "c"), Map.of()))) {
      assertThatThrownBy(
              () ->
                  serve(
                      request(SENDER, "PUT", "/mine/in/k"),
                      (request, next) -> next.proceed(request.withMetadata(forged))))
          .hasCauseInstanceOf(IllegalArgumentException.class);
    }
    assertThat(served).isEmpty();
  }

  /** What the compiler keeps a filter from. */
  @Test
  void noRequest_canBeMadeOutsideOfTheSeam() {
    for (Class<?> type : List.of(S3Request.class, FilteredRequest.class)) {
      assertThat(type).isFinal();
      assertThat(type.getConstructors()).isEmpty();
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        assertThat(constructor.getModifiers()).isZero();
      }
    }
  }

  private static void denied(Runnable request) {
    assertThatThrownBy(request::run)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_DENIED));
  }
}
