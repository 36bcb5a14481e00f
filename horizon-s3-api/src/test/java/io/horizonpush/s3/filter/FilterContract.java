package io.horizonpush.s3.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link Filter} does, whatever else it does. */
public abstract class FilterContract {

  /** The filter under test, in a state in which it lets {@link TestingRequests#any()} pass. */
  protected abstract Filter filter();

  private S3Response served(Operation operation) {
    return new Chain(List.of(filter()), TestingRequests.open(), operation)
        .proceed(TestingRequests.any());
  }

  @Test
  void apply_asksTheRestOfTheChainAtMostOnce() {
    AtomicInteger asked = new AtomicInteger();

    served(
            request -> {
              asked.incrementAndGet();
              return TestingRequests.answer(200);
            })
        .close();

    assertThat(asked).hasValueLessThanOrEqualTo(1);
  }

  @Test
  void apply_letsAFailureOfTheOperationOut() {
    S3Exception failure = new S3Exception(S3ErrorCode.NO_SUCH_KEY, "none");

    assertThatThrownBy(
            () ->
                served(
                    request -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }

  @Test
  void apply_answersWithWhatHasToBeClosedOnce() {
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

    served(request -> new S3Response(200, Map.of(), List.of(new Content.Streamed(body, 0)), 0))
        .close();

    assertThat(closed).isTrue();
  }

  @Test
  void apply_servesManyRequestsAtOnce() throws Exception {
    Chain chain =
        new Chain(List.of(filter()), TestingRequests.open(), each -> TestingRequests.answer(204));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> request = () -> chain.proceed(TestingRequests.any()).status();

      List<Future<Integer>> answers =
          threads.invokeAll(Stream.generate(() -> request).limit(200).toList());

      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(204);
      }
    }
  }
}
