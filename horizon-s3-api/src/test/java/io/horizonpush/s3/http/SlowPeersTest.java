package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.pipeline.RequestObserver;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients and operations that are slower than the other end, or that stop. */
@ExtendWith(LeakWatch.class)
class SlowPeersTest {

  private static final String GET = "GET /bucket/k HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @Test
  void slowReader_slowsTheContentDown() throws Exception {
    AtomicLong made = new AtomicLong();
    int length = 200 << 20;
    try (TestingServer server =
            new TestingServer(
                request ->
                    new S3Response(
                        200,
                        Map.of(),
                        List.of(new Content.Streamed(endless(made), length)),
                        length));
        Socket socket = server.connect()) {
      TestingServer.send(socket, GET);
      TestingServer.readHead(socket.getInputStream());
      long steady =
          Awaitility.await()
              .pollInterval(Duration.ofMillis(300))
              .until(new Steady(made), value -> value >= 0);
      // What is in flight: our window, and what the two sockets' buffers hold.
      assertThat(steady).isLessThan(16 << 20);
      socket.getInputStream().skipNBytes(40 << 20);
      assertThat(made.get()).isGreaterThanOrEqualTo(40 << 20);
    }
  }

  @Test
  void slowOperation_slowsTheClientDown() throws Exception {
    CountDownLatch mayRead = new CountDownLatch(1);
    try (TestingServer server =
            new TestingServer(
                request -> {
                  await(mayRead);
                  return TestingServer.swallow(request);
                });
        Socket socket = server.connect()) {
      int length = 100 << 20;
      TestingServer.send(
          socket,
          "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n");
      AtomicLong sent = new AtomicLong();
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    byte[] piece = new byte[1 << 20];
                    try {
                      for (int at = 0; at < length; at += piece.length) {
                        socket.getOutputStream().write(piece);
                        sent.addAndGet(piece.length);
                      }
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
      long steady =
          Awaitility.await()
              .pollInterval(Duration.ofMillis(300))
              .until(new Steady(sent), value -> value >= 0);
      assertThat(steady).isLessThan(32 << 20);
      mayRead.countDown();
      assertThat(TestingServer.readAnswer(socket.getInputStream())).endsWith("\r\n\r\n" + length);
      sender.join();
    }
  }

  @Test
  void clientThatLeavesAmidItsBody_endsTheOperationWithAnError() throws Exception {
    try (TestingServer server = new TestingServer(TestingServer::swallow)) {
      try (Socket socket = server.connect()) {
        TestingServer.send(
            socket, "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\nabc");
      }
      RequestObserver.Completed completed = server.completed.poll(10, TimeUnit.SECONDS);
      assertThat(completed.answered().error()).contains(S3ErrorCode.INCOMPLETE_BODY);
      assertThat(completed.answered().whole()).isFalse();
    }
  }

  @Test
  void slowClients_areCutOff() throws Exception {
    try (TestingServer server = impatient()) {
      for (String start : List.of("", "GET /bucket/k HT", "GET /bucket/k HTTP/1.1\r\nHost: loc")) {
        assertThat(server.exchange(start)).isEmpty();
      }
      assertThat(
              server.exchange(
                  "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\nabc"))
          .startsWith("HTTP/1.1 400 ")
          .contains("<Code>RequestTimeout</Code>");
    }
  }

  @Test
  void clientThatTakesNothing_isCutOff() throws Exception {
    AtomicLong made = new AtomicLong();
    int length = 200 << 20;
    try (TestingServer server =
            new TestingServer(
                request ->
                    new S3Response(
                        200,
                        Map.of(),
                        List.of(new Content.Streamed(endless(made), length)),
                        length),
                TestingServer.impatient(Duration.ofMillis(300)),
                HttpServer.Transport.NATIVE);
        Socket socket = server.connect()) {
      TestingServer.send(socket, GET);
      RequestObserver.Completed completed = server.completed.poll(10, TimeUnit.SECONDS);
      assertThat(completed.answered().whole()).isFalse();
    }
  }

  private static TestingServer impatient() {
    return new TestingServer(
        TestingServer::swallow,
        TestingServer.impatient(Duration.ofMillis(300)),
        HttpServer.Transport.NATIVE);
  }

  private static ContentReader endless(AtomicLong made) {
    return () -> {
      made.addAndGet(64 << 10);
      return Optional.of(ByteBuffer.allocate(64 << 10));
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives a counter's value once it has stopped growing; until then a negative one. */
  private static final class Steady implements Callable<Long> {

    private final AtomicLong counter;
    private long last = -1;

    private Steady(AtomicLong counter) {
      this.counter = counter;
    }

    @Override
    public Long call() {
      long now = counter.get();
      boolean steady = now == last && now > 0;
      last = now;
      return steady ? now : -1L;
    }
  }
}
