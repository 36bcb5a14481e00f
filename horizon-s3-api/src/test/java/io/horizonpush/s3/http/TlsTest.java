package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.TestingFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server behind TLS, as sockets of the JDK and raw ones see it. */
@ExtendWith(LeakWatch.class)
class TlsTest {

  private static final String GET = "GET /bucket/k HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String OLD = "GET /bucket/k HTTP/1.0\r\nHost: localhost\r\n\r\n";
  private static final int LARGE = 5_000_123;

  @TempDir private static Path folder;
  private static TestingTls tls;
  private static byte[] bytes;
  private static Path file;

  @BeforeAll
  static void makeCertificate() throws Exception {
    tls = TestingTls.make(folder);
    bytes = new byte[LARGE];
    new Random(1).nextBytes(bytes);
    file = Files.write(folder.resolve("blob"), bytes);
  }

  /** Whatever is there: small and large, in memory, in files, opened in its turn. */
  private static S3Response everything() {
    List<Content> contents =
        List.of(
            new Content.Memory(ByteBuffer.wrap(bytes, 0, 100)),
            new Content.FileSlice(open(), 100, 1_000_000),
            new Content.Memory(ByteBuffer.wrap(bytes, 1_000_100, 900_000).slice()),
            new Content.Deferred(
                3_000_023, () -> new Content.FileSlice(open(), 1_900_100, 3_000_023), () -> {}),
            new Content.FileSlice(open(), 4_900_123, 100_000));
    return new S3Response(200, Map.of(), contents, LARGE);
  }

  private static S3Response wholeFile() {
    return new S3Response(200, Map.of(), List.of(new Content.FileSlice(open(), 0, LARGE)), LARGE);
  }

  private static Content.OpenFile open() {
    try {
      return TestingFile.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void everyKindOfContent_arrives_andTheConnectionGoesOn(String version) throws Exception {
    try (TestingServer server =
            new TestingServer(request -> everything(), HttpLimits.defaults(), tls);
        Socket socket = tls.over(server.connect(), version)) {
      // All at once: what has come of the later ones waits decrypted.
      TestingServer.send(socket, GET.repeat(3));
      for (int round = 0; round < 3; round++) {
        assertThat(TestingServer.readHead(socket.getInputStream()))
            .contains("\r\ncontent-length: " + LARGE + "\r\n");
        assertThat(Arrays.equals(socket.getInputStream().readNBytes(LARGE), bytes)).isTrue();
      }
      assertThat(server.completed.take().answered().bytesOut()).isEqualTo(LARGE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void anUpload_arrives_whateverItsRecordsAre(String version) throws Exception {
    try (TestingServer server =
            new TestingServer(TestingServer::swallow, HttpLimits.defaults(), tls);
        Socket socket = tls.over(server.connect(), version)) {
      OutputStream out = socket.getOutputStream();
      TestingServer.send(
          socket,
          "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
              .formatted(LARGE));
      out.write(bytes, 0, LARGE - 2000);
      for (int at = LARGE - 2000; at < LARGE; at++) {
        out.write(bytes[at]);
      }
      assertThat(TestingServer.readAnswer(socket.getInputStream())).endsWith("\r\n" + LARGE);
    }
  }

  @Test
  void aRequest_isSecure() throws Exception {
    try (TestingServer server =
            new TestingServer(
                request -> TestingServer.text("secure " + request.client().secure()),
                HttpLimits.defaults(),
                tls);
        Socket socket = tls.over(server.connect(), "TLSv1.3")) {
      TestingServer.send(socket, GET);
      assertThat(TestingServer.readAnswer(socket.getInputStream())).endsWith("secure true");
    }
  }

  @Test
  void aClientThatDoesNotRead_isHeldInABoundedPartOfMemory() throws Exception {
    try (TestingServer server =
            new TestingServer(request -> wholeFile(), HttpLimits.defaults(), tls);
        Socket socket = tls.over(server.connect(), "TLSv1.3")) {
      TestingServer.send(socket, GET);
      TestingServer.readHead(socket.getInputStream());
      await().until(() -> server.memory.used() > OutboundWindow.LIMIT / 2);
      assertThat(server.memory.used()).isLessThanOrEqualTo(OutboundWindow.LIMIT);
      assertThat(Arrays.equals(socket.getInputStream().readNBytes(LARGE), bytes)).isTrue();
      await().until(() -> server.memory.used() == 0);
    }
  }

  @Test
  void plainHttp_isToldToSpeakTls_andNothingOfItIsServed() throws Exception {
    try (TestingServer server =
        new TestingServer(TestingServer::swallow, HttpLimits.defaults(), tls)) {
      assertThat(server.exchange(GET))
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("<Code>InvalidRequest</Code>", "This port speaks TLS");
      assertThat(
              server.exchange(
                  "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n"
                      + "x".repeat(9000)))
          .startsWith("HTTP/1.1 400 ");
      assertThat(server.exchange("\0\1garbage")).isEmpty();
      assertThat(server.completed).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\26", "\26\3\1\2\0\1"})
  void aHandshakeThatDoesNotEnd_endsTheConnection(String begun) throws Exception {
    try (TestingServer server =
            new TestingServer(
                TestingServer::swallow, TestingServer.impatient(Duration.ofMillis(300)), tls);
        Socket socket = server.connect()) {
      TestingServer.send(socket, begun);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aConnectionBeyondTheLimit_isRefusedBeforeItsHandshake() throws Exception {
    HttpLimits usual = HttpLimits.defaults();
    HttpLimits two =
        new HttpLimits(usual.sizes(), usual.deadlines(), new HttpLimits.Connections(2, 2));
    try (TestingServer server = new TestingServer(TestingServer::swallow, two, tls);
        Socket silent = server.connect();
        Socket served = tls.over(server.connect(), "TLSv1.3")) {
      TestingServer.send(served, GET);
      TestingServer.readAnswer(served.getInputStream());
      try (Socket third = server.connect()) {
        assertThat(third.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(silent.isConnected()).isTrue();
    }
  }

  /** The word by which TLS ends would say to a client of HTTP/1.0 that it has all. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aBodyThatFails_doesNotEndInOrder(String version) throws Exception {
    try (TestingServer server =
            new TestingServer(request -> failing(), HttpLimits.defaults(), tls);
        Socket socket = tls.over(server.connect(), version)) {
      TestingServer.send(socket, OLD);
      assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
          .isInstanceOfAny(SSLException.class, SocketException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aWholeBody_endsInOrder(String version) throws Exception {
    try (TestingServer server =
            new TestingServer(request -> streamed("to ", "the end"), HttpLimits.defaults(), tls);
        Socket socket = tls.over(server.connect(), version)) {
      TestingServer.send(socket, OLD);
      assertThat(text(socket.getInputStream().readAllBytes())).endsWith("\r\n\r\nto the end");
    }
  }

  /** Its client goes on sending, and reads afterwards. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aRefusedUpload_canReadWhy(String version) throws Exception {
    try (TestingServer server =
            new TestingServer(
                request -> {
                  throw new S3Exception(S3ErrorCode.ACCESS_DENIED, "no");
                },
                HttpLimits.defaults(),
                tls);
        Socket socket = tls.over(server.connect(), version)) {
      TestingServer.send(
          socket,
          "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
              .formatted(LARGE));
      socket.getOutputStream().write(bytes, 0, 1_000_000);
      assertThat(TestingServer.readHead(socket.getInputStream())).startsWith("HTTP/1.1 403 ");
    }
  }

  private static S3Response failing() {
    return streamed("x".repeat(200_000), "x".repeat(200_000), "!");
  }

  private static S3Response streamed(String... pieces) {
    Iterator<ByteBuffer> each =
        Stream.of(pieces)
            .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)))
            .iterator();
    return new S3Response(
        200,
        Map.of(),
        List.of(
            Content.Streamed.ofUnknownLength(
                () -> {
                  if (!each.hasNext()) {
                    return Optional.empty();
                  }
                  ByteBuffer next = each.next();
                  if (next.remaining() == 1) {
                    throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "broken");
                  }
                  return Optional.of(next);
                })),
        OptionalLong.empty());
  }

  private static String text(byte[] answer) {
    return new String(answer, StandardCharsets.ISO_8859_1);
  }
}
