package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.pipeline.RequestObserver;
import io.horizonpush.s3.request.TrustedProxies;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.TestingFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakWatch.class)
class HttpServerTest {

  private static final String GET = "GET /bucket/k HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @TempDir Path folder;

  @Test
  void tenThousandRequests_onOneConnection_areAllAnswered() throws Exception {
    try (TestingServer server = new TestingServer(request -> TestingServer.text("hello"));
        Socket socket = server.connect()) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int round = 0; round < 10_000; round++) {
        TestingServer.send(socket, GET);
        assertThat(TestingServer.readAnswer(in)).startsWith("HTTP/1.1 200 ").endsWith("hello");
      }
      Awaitility.await().until(() -> server.completed.size() == 10_000);
      assertThat(server.completed.element().answered())
          .isEqualTo(new RequestObserver.Answered(200, Optional.empty(), 0, 5, true));
    }
  }

  @Test
  void pipelinedRequests_areAnsweredInOrder() throws Exception {
    try (TestingServer server = new TestingServer(TestingServer::swallow);
        Socket socket = server.connect()) {
      StringBuilder all = new StringBuilder();
      for (int round = 0; round < 50; round++) {
        all.append("PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: ").append(round);
        all.append("\r\n\r\n").append("x".repeat(round));
      }
      TestingServer.send(socket, all.toString());
      for (int round = 0; round < 50; round++) {
        assertThat(TestingServer.readAnswer(socket.getInputStream())).endsWith("\r\n\r\n" + round);
      }
    }
  }

  @Test
  void everyAnswer_hasItsIdsDateAndServer_andErrorsTheSameId() throws Exception {
    try (TestingServer server =
        new TestingServer(
            request -> {
              throw new S3Exception(S3ErrorCode.NO_SUCH_KEY, "gone");
            })) {
      String answer = server.exchange(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      assertThat(answer).startsWith("HTTP/1.1 404 ").contains("\r\nserver: HorizonPush\r\n");
      assertThat(answer).containsPattern("\r\ndate: \\w{3}, \\d\\d \\w{3} \\d{4} ");
      int at = answer.indexOf("x-amz-request-id: ") + 18;
      assertThat(answer).contains("<RequestId>" + answer.substring(at, at + 16) + "</RequestId>");
    }
  }

  @Test
  void bug_is500WithoutItsStackTrace() throws Exception {
    try (TestingServer server =
        new TestingServer(
            request -> {
              throw new IllegalStateException("secret detail");
            })) {
      assertThat(server.exchange(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")))
          .startsWith("HTTP/1.1 500 ")
          .contains("<Code>InternalError</Code>")
          .doesNotContain("secret detail");
    }
  }

  @Test
  void health_isAnsweredWithoutCredentials() throws Exception {
    try (TestingServer server = new TestingServer(TestingServer::swallow)) {
      for (String page : List.of("live", "ready")) {
        assertThat(
                server.exchange(
                    "GET /health/%s HTTP/1.1\r\nHost: x.example\r\nConnection: close\r\n\r\n"
                        .formatted(page)))
            .startsWith("HTTP/1.1 200 ")
            .endsWith(page + "\n");
      }
    }
  }

  @Test
  void head_hasTheLengthButNoBody() throws Exception {
    try (TestingServer server =
            new TestingServer(request -> new S3Response(200, Map.of(), List.of(), 12_345));
        Socket socket = server.connect()) {
      String head = GET.replace("GET", "HEAD");
      TestingServer.send(socket, head + head);
      for (int round = 0; round < 2; round++) {
        assertThat(TestingServer.readHead(socket.getInputStream()))
            .contains("\r\ncontent-length: 12345\r\n");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(HttpServer.Transport.class)
  void mixedContents_arriveWhole(HttpServer.Transport transport) throws Exception {
    byte[] bytes = new byte[3_000_000];
    new Random(7).nextBytes(bytes);
    Path file = Files.write(folder.resolve("blob"), bytes);
    try (TestingServer server =
            new TestingServer(
                request ->
                    new S3Response(
                        200,
                        Map.of(),
                        List.of(
                            new Content.FileSlice(open(file), 0, 1_000_000),
                            new Content.Streamed(
                                reader(bytes, 1_000_000, 2_000_000, 150_000), 1_000_000),
                            new Content.Memory(ByteBuffer.wrap(bytes, 2_000_000, 10)),
                            new Content.FileSlice(open(file), 2_000_010, 999_990)),
                        3_000_000),
                HttpLimits.defaults(),
                transport);
        Socket socket = server.connect()) {
      for (int round = 0; round < 3; round++) {
        TestingServer.send(socket, GET);
        assertThat(TestingServer.readHead(socket.getInputStream())).contains("200 OK");
        assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
      }
    }
  }

  @Test
  void contentThatFailsAtOnce_isAnError_andLaterBreaksTheConnection() throws Exception {
    AtomicLong good = new AtomicLong();
    try (TestingServer server =
        new TestingServer(
            request -> {
              long pieces = good.getAndSet(5);
              return new S3Response(
                  200, Map.of(), List.of(new Content.Streamed(failing(pieces), 1 << 20)), 1 << 20);
            })) {
      String request = GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
      assertThat(server.exchange(request)).startsWith("HTTP/1.1 503 ");
      String broken;
      try {
        broken = server.exchange(request);
      } catch (IOException reset) {
        broken = "";
      }
      assertThat(broken.length()).isLessThan(1 << 20);
      server.completed.take();
      RequestObserver.Completed second = server.completed.poll(5, TimeUnit.SECONDS);
      assertThat(second.answered().whole()).isFalse();
      assertThat(second.answered().error()).contains(S3ErrorCode.SERVICE_UNAVAILABLE);
    }
  }

  @Test
  void aPieceThatArrived_isNotKeptUntilTheNextOneDoes() throws Exception {
    CountDownLatch received = new CountDownLatch(1);
    try (TestingServer server =
            new TestingServer(
                request ->
                    new S3Response(
                        200,
                        Map.of(),
                        List.of(new Content.Streamed(arriving("first", "second", received), 11)),
                        11));
        Socket socket = server.connect()) {
      socket.setSoTimeout(10_000);
      TestingServer.send(socket, GET);
      InputStream in = socket.getInputStream();
      assertThat(TestingServer.readHead(in)).contains("200 OK");
      assertThat(in.readNBytes(5)).asString().isEqualTo("first");
      received.countDown();
      assertThat(in.readNBytes(6)).asString().isEqualTo("second");
    }
  }

  /** Two pieces, of which the second comes from elsewhere once somebody has the first. */
  private static ContentReader arriving(String first, String second, CountDownLatch received) {
    Iterator<String> pieces = List.of(first, second).iterator();
    return new ContentReader() {
      @Override
      public Optional<ByteBuffer> next() {
        if (!pieces.hasNext()) {
          return Optional.empty();
        }
        String piece = pieces.next();
        if (piece.equals(second)) {
          await(received);
        }
        return Optional.of(ByteBuffer.wrap(piece.getBytes(StandardCharsets.US_ASCII)));
      }

      @Override
      public boolean isReady() {
        return false;
      }
    };
  }

  private static HttpLimits atMost(int connections) {
    HttpLimits usual = HttpLimits.defaults();
    return new HttpLimits(
        usual.sizes(), usual.deadlines(), new HttpLimits.Connections(connections, 1));
  }

  @Test
  void connectionsBeyondTheLimit_areClosed_whileTheOthersAreServed() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (TestingServer server =
            new TestingServer(
                request -> {
                  begun.countDown();
                  await(mayEnd);
                  return TestingServer.text("done");
                },
                atMost(2),
                HttpServer.Transport.NATIVE);
        Socket first = server.connect();
        Socket second = server.connect()) {
      TestingServer.send(first, GET);
      TestingServer.send(second, GET);
      await(begun);
      try (Socket third = server.connect()) {
        assertThat(third.getInputStream().read()).isEqualTo(-1);
      }
      mayEnd.countDown();
      assertThat(TestingServer.readAnswer(first.getInputStream())).endsWith("done");
      assertThat(TestingServer.readAnswer(second.getInputStream())).endsWith("done");
    }
  }

  @Test
  void connectionsThatAskNothing_makeRoomForOneThatDoes_theOldestFirst() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (TestingServer server =
        new TestingServer(TestingServer::swallow, atMost(4), HttpServer.Transport.NATIVE)) {
      for (int number = 0; number < 12; number++) {
        Socket socket = server.connect();
        silent.add(socket);
        TestingServer.send(socket, "GET /bucket/k HTTP/1.1\r\nHost: loc");
      }
      try (Socket honest = server.connect()) {
        TestingServer.send(honest, GET);
        assertThat(TestingServer.readAnswer(honest.getInputStream())).startsWith("HTTP/1.1 200 ");
      }
      assertThat(isClosedByServer(silent.getFirst())).isTrue();
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  /** Waits for the end, which is a reset where bytes had come that nobody has read. */
  private static boolean isClosedByServer(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void close_letsARunningRequestEnd_andTellsItsClient() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (TestingServer server =
            new TestingServer(
                request -> {
                  begun.countDown();
                  await(mayEnd);
                  return TestingServer.text("done");
                });
        Socket idle = server.connect();
        Socket busy = server.connect()) {
      TestingServer.send(busy, GET);
      await(begun);
      Thread closer = Thread.ofVirtual().start(() -> server.server.close(Duration.ofSeconds(20)));
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
      mayEnd.countDown();
      assertThat(TestingServer.readAnswer(busy.getInputStream()))
          .contains("\r\nconnection: close\r\n")
          .endsWith("done");
      closer.join();
    }
  }

  @Test
  void bind_ofAnAddressInUse_failsWithAClearMessage() {
    try (TestingServer server = new TestingServer(TestingServer::swallow)) {
      assertThatThrownBy(
              () ->
                  HttpServer.start(
                      new HttpServer.Port(
                          server.server.address(), Optional.empty(), HttpServer.Transport.NATIVE),
                      server.pipeline::serve,
                      HttpLimits.defaults(),
                      TrustedProxies.NONE,
                      server.memory))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "Cannot listen on %s:%d: "
                  .formatted(
                      server.server.address().getHostString(), server.server.address().getPort()));
    }
  }

  private static Content.OpenFile open(Path file) {
    try {
      return TestingFile.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ContentReader reader(byte[] bytes, int from, int to, int step) {
    ByteBuffer left = ByteBuffer.wrap(bytes, from, to - from);
    return () -> {
      if (!left.hasRemaining()) {
        return Optional.empty();
      }
      ByteBuffer piece = left.slice(left.position(), Math.min(step, left.remaining()));
      left.position(left.position() + piece.remaining());
      return Optional.of(piece);
    };
  }

  private static ContentReader failing(long after) {
    AtomicLong left = new AtomicLong(after);
    return () -> {
      if (left.getAndDecrement() <= 0) {
        throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "The bytes stopped coming.");
      }
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
}
