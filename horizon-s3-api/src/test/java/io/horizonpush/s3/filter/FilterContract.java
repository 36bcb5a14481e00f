package io.horizonpush.s3.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
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

  @Test
  void apply_asksTheRestOfTheChainAtMostOnce() {
    AtomicInteger asked = new AtomicInteger();

    filter()
        .apply(
            TestingRequests.any(),
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
                filter()
                    .apply(
                        TestingRequests.any(),
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
          public Optional<java.nio.ByteBuffer> next() {
            return Optional.empty();
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };

    S3Response answer =
        filter()
            .apply(
                TestingRequests.any(),
                request ->
                    new S3Response(200, Map.of(), List.of(new Content.Streamed(body, 0)), 0));
    answer.close();

    assertThat(closed).isTrue();
  }

  @Test
  void apply_servesManyRequestsAtOnce() throws Exception {
    Filter filter = filter();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> request =
          () -> filter.apply(TestingRequests.any(), each -> TestingRequests.answer(204)).status();

      List<Future<Integer>> answers =
          threads.invokeAll(Stream.generate(() -> request).limit(200).toList());

      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(204);
      }
    }
  }
}
