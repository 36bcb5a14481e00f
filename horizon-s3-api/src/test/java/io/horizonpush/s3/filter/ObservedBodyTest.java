package io.horizonpush.s3.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead.Header;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ObservedBodyTest {

  private final List<String> events = new ArrayList<>();
  private final BodyObserver observer =
      new BodyObserver() {
        @Override
        public void piece(ByteBuffer bytes) {
          events.add(StandardCharsets.US_ASCII.decode(bytes).toString());
        }

        @Override
        public void end() {
          events.add("end");
        }
      };

  /** Pieces, and at their end what it fails with, if it does. */
  private static RequestBody body(Optional<S3Exception> failure, String... pieces) {
    Queue<String> left = new ArrayDeque<>(List.of(pieces));
    return new RequestBody() {
      @Override
      public OptionalLong length() {
        return OptionalLong.of(7);
      }

      @Override
      public boolean promisesChecksum() {
        return true;
      }

      @Override
      public List<Checksum> checksums() {
        return List.of();
      }

      @Override
      public Optional<ByteBuffer> next() {
        String piece = left.poll();
        if (piece == null && failure.isPresent()) {
          throw failure.get();
        }
        return Optional.ofNullable(piece)
            .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      }
    };
  }

  private static String read(ContentReader body) {
    StringBuilder text = new StringBuilder();
    for (var next = body.next(); next.isPresent(); next = body.next()) {
      text.append(StandardCharsets.US_ASCII.decode(next.get()));
    }
    return text.toString();
  }

  private FilteredRequest observed(S3Request<?> request) {
    return new FilteredRequest(request, request).observed(observer);
  }

  private static S3Request<?> request(RequestBody body) {
    S3Request<?> any = TestingRequests.any();
    return TestingRequests.of(
        any.principal(),
        any.head().withHeaders(List.of(new Header("content-md5", "m"))),
        any.input(),
        any.buckets(),
        body);
  }

  @Test
  void bytes_areSeenAndStayWhatTheyAre_andTheEndIsSeenOnce() {
    RequestBody seen = observed(request(body(Optional.empty(), "some", "thing"))).body();

    assertThat(read(seen)).isEqualTo("something");
    assertThat(seen.next()).isEmpty();
    assertThat(events).containsExactly("some", "thing", "end");
  }

  /** Whoever acts on an end that was not verified acts on what nobody promised. */
  @Test
  void theEnd_isSeenOnlyWhenWhatWasPromisedHolds() {
    S3Exception wrong = new S3Exception(S3ErrorCode.BAD_DIGEST, "wrong");
    RequestBody seen = observed(request(body(Optional.of(wrong), "some"))).body();

    assertThatThrownBy(() -> read(seen)).isSameAs(wrong);
    assertThat(events).containsExactly("some");
  }

  @Test
  void whatItsClientPromised_holdsOfTheBytes() {
    FilteredRequest observed = observed(request(body(Optional.empty(), "some")));

    assertThat(observed.head().header("content-md5")).contains("m");
    assertThat(observed.body().length()).hasValue(7);
    assertThat(observed.body().promisesChecksum()).isTrue();
  }

  @Test
  void whatTheObserverThrows_failsTheBody() {
    S3Exception refused = new S3Exception(S3ErrorCode.ACCESS_DENIED, "no");
    S3Request<?> request = request(body(Optional.empty(), "some"));
    RequestBody seen =
        new FilteredRequest(request, request)
            .observed(
                new BodyObserver() {
                  @Override
                  public void piece(ByteBuffer bytes) {
                    throw refused;
                  }

                  @Override
                  public void end() {}
                })
            .body();

    assertThatThrownBy(seen::next).isSameAs(refused);
  }

  @Test
  void theObserver_cannotMoveTheBytes() {
    S3Request<?> request = request(body(Optional.empty(), "some"));
    BodyObserver reads =
        new BodyObserver() {
          @Override
          public void piece(ByteBuffer bytes) {
            assertThat(bytes.isReadOnly()).isTrue();
            bytes.position(bytes.limit());
          }

          @Override
          public void end() {}
        };

    assertThat(read(new FilteredRequest(request, request).observed(reads).body()))
        .isEqualTo("some");
  }

  /** The bytes that a filter put there are behind an observer, and closed all the same. */
  @Test
  void replacedBytes_thatAreObserved_areClosedWhenTheChainHasAnswered() {
    List<String> closed = new ArrayList<>();
    ContentReader bytes =
        new ContentReader() {
          @Override
          public Optional<ByteBuffer> next() {
            return Optional.empty();
          }

          @Override
          public void close() {
            closed.add("closed");
          }
        };
    Filter filter =
        (request, next) ->
            next.proceed(request.withBody(bytes, OptionalLong.empty()).observed(observer));

    new Chain(List.of(filter), TestingRequests.open(), request -> TestingRequests.answer(200))
        .proceed(request(body(Optional.empty(), "some")));

    assertThat(closed).containsExactly("closed");
  }
}
