package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.store.Deaths;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ErrorsOfThreadsTest {

  private static final String GET =
      "GET /bucket/k HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private final AtomicReference<Optional<Error>> failure = new AtomicReference<>(Optional.empty());

  private TestingServer server() {
    return new TestingServer(
        request -> {
          failure
              .get()
              .ifPresent(
                  error -> {
                    throw error;
                  });
          return TestingServer.text("fine");
        });
  }

  @Test
  void aStackOverflow_costsItsRequest() throws IOException {
    try (Deaths deaths = new Deaths();
        TestingServer server = server()) {
      failure.set(Optional.of(new StackOverflowError()));
      assertThat(server.exchange(GET)).startsWith("HTTP/1.1 500 ");
      failure.set(Optional.empty());
      assertThat(server.exchange(GET)).startsWith("HTTP/1.1 200 ");
      assertThat(deaths.none()).isTrue();
    }
  }

  @Test
  void anErrorOfJavaItself_costsTheConnection_andItsThreadDiesOfIt() throws IOException {
    Error error = new InternalError("for the test");
    try (Deaths deaths = new Deaths();
        TestingServer server = server()) {
      failure.set(Optional.of(error));
      assertThat(server.exchange(GET)).isEmpty();
      assertThat(deaths.next()).isEqualTo(new Deaths.Death("s3-request", error));
    }
  }

  @Test
  void anErrorOnAnEventLoop_costsTheConnection_andAThreadDiesOfIt() throws IOException {
    Error error = new InternalError("for the test");
    try (Deaths deaths = new Deaths();
        TestingServer server =
            new TestingServer(
                request -> TestingServer.text("fine"),
                completed -> {
                  throw error;
                })) {
      assertThat(server.exchange(GET.replace("Connection: close\r\n", "")))
          .startsWith("HTTP/1.1 200 ");
      assertThat(deaths.next().cause()).isSameAs(error);
    }
  }

  @Test
  void anEventLoopThatEndsByItself_diesOfIt() throws InterruptedException {
    EventLoopThreads threads = new EventLoopThreads();
    CountDownLatch ran = new CountDownLatch(1);
    try (Deaths deaths = new Deaths()) {
      Thread loop = threads.newThread(ran::countDown);
      loop.start();
      assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(deaths.next().thread()).isEqualTo(loop.getName()).startsWith("s3-event-loop");
    }
  }

  @Test
  void theEventLoopsOfAServerThatIsClosed_endInPeace() throws IOException {
    try (Deaths deaths = new Deaths()) {
      try (TestingServer server = server()) {
        assertThat(server.exchange(GET)).startsWith("HTTP/1.1 200 ");
      }
      assertThat(deaths.none()).isTrue();
    }
  }
}
