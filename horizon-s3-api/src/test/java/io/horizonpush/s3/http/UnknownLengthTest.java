package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.filter.Filter;
import io.horizonpush.s3.filter.Identification;
import io.horizonpush.s3.filter.Outcome;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.TestingFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers whose length turns out while they are sent, as raw sockets see them. */
@ExtendWith(LeakWatch.class)
class UnknownLengthTest {

  private static final String GET = "GET /bucket/k HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String OLD = "GET /bucket/k HTTP/1.0\r\nHost: localhost\r\n\r\n";
  private static final String OLD_ALIVE =
      "GET /bucket/k HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n";

  @TempDir Path folder;

  private static ContentReader pieces(String... pieces) {
    Iterator<ByteBuffer> each =
        Stream.of(pieces)
            .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)))
            .iterator();
    return () -> {
      if (!each.hasNext()) {
        return Optional.empty();
      }
      ByteBuffer next = each.next();
      if (next.equals(ByteBuffer.wrap(new byte[] {'!'}))) {
        throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "broken");
      }
      return Optional.of(next);
    };
  }

  private static S3Response streamed(int status, String... pieces) {
    return new S3Response(
        status,
        Map.of(),
        List.of(Content.Streamed.ofUnknownLength(pieces(pieces))),
        OptionalLong.empty());
  }

  private static String dechunked(InputStream in) throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      StringBuilder size = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("no last chunk after: " + body);
        }
        size.append((char) next);
      }
      int length = Integer.parseInt(size.toString().strip(), 16);
      body.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
      assertThat(in.readNBytes(2)).isEqualTo(new byte[] {'\r', '\n'});
      if (length == 0) {
        return body.toString();
      }
    }
  }

  /** Waits before its second piece until somebody says that the first was seen. */
  private static ContentReader waiting(Semaphore seen) {
    ContentReader pieces = pieces("one", "two");
    return new ContentReader() {
      private boolean begun;

      @Override
      public Optional<ByteBuffer> next() {
        if (begun) {
          seen.acquireUninterruptibly();
        }
        begun = true;
        return pieces.next();
      }

      @Override
      public boolean isReady() {
        return false;
      }
    };
  }

  @Test
  void aPiece_isNotHeldBackForOneThatIsNotThereYet() throws Exception {
    Semaphore seen = new Semaphore(0);
    try (TestingServer server =
            new TestingServer(
                request ->
                    new S3Response(
                        200,
                        Map.of(),
                        List.of(Content.Streamed.ofUnknownLength(waiting(seen))),
                        OptionalLong.empty()));
        Socket socket = server.connect()) {
      socket.setSoTimeout(10_000);
      TestingServer.send(socket, GET);
      InputStream in = socket.getInputStream();
      TestingServer.readHead(in);
      assertThat(new String(in.readNBytes(8), StandardCharsets.US_ASCII)).isEqualTo("3\r\none\r\n");
      seen.release(2);
      assertThat(dechunked(in)).isEqualTo("two");
    }
  }

  @ParameterizedTest
  @EnumSource(HttpServer.Transport.class)
  void everyKindOfContent_isChunked_andTheConnectionGoesOn(HttpServer.Transport transport)
      throws Exception {
    Path file = Files.writeString(folder.resolve("blob"), "0123456789");
    try (TestingServer server =
            new TestingServer(
                request ->
                    new S3Response(
                        200,
                        Map.of(),
                        List.of(
                            new Content.Memory(ByteBuffer.wrap(new byte[] {'a', 'b'})),
                            new Content.Memory(ByteBuffer.allocate(0)),
                            Content.Streamed.ofUnknownLength(pieces("x".repeat(100_000), "y")),
                            Content.Streamed.ofUnknownLength(pieces()),
                            new Content.FileSlice(open(file), 2, 3),
                            new Content.Deferred(
                                4, () -> new Content.FileSlice(open(file), 6, 4), () -> {})),
                        OptionalLong.empty()),
                HttpLimits.defaults(),
                transport);
        Socket socket = server.connect()) {
      InputStream in = socket.getInputStream();
      for (int round = 0; round < 3; round++) {
        TestingServer.send(socket, GET);
        assertThat(TestingServer.readHead(in))
            .contains("\r\ntransfer-encoding: chunked\r\n", "\r\nconnection: keep-alive\r\n")
            .doesNotContain("content-length");
        assertThat(dechunked(in)).isEqualTo("ab" + "x".repeat(100_000) + "y" + "234" + "6789");
      }
      assertThat(server.completed.take().answered().bytesOut()).isEqualTo(100_010);
    }
  }

  @Test
  void anEmptyBody_isOneEmptyChunk() throws Exception {
    try (TestingServer server = new TestingServer(request -> streamed(200));
        Socket socket = server.connect()) {
      TestingServer.send(socket, GET);
      TestingServer.readHead(socket.getInputStream());
      assertThat(dechunked(socket.getInputStream())).isEmpty();
    }
  }

  @Test
  void headAndNotModified_haveNeitherBodyNorLengthNorCoding() throws Exception {
    try (TestingServer server =
            new TestingServer(
                request -> streamed(request.head().method().equals("HEAD") ? 200 : 304, "body"));
        Socket socket = server.connect()) {
      for (String request : List.of(GET.replace("GET", "HEAD"), GET, GET)) {
        TestingServer.send(socket, request);
        assertThat(TestingServer.readHead(socket.getInputStream()))
            .startsWith("HTTP/1.1 ")
            .contains("\r\nconnection: keep-alive\r\n")
            .doesNotContain("content-length", "transfer-encoding");
      }
    }
  }

  @Test
  void aClientThatKnowsNoChunks_isToldByTheConnectionsEnd() throws Exception {
    try (TestingServer server = new TestingServer(request -> streamed(200, "to ", "the end"))) {
      for (String request : List.of(OLD, OLD_ALIVE)) {
        assertThat(server.exchange(request))
            .contains("\r\nconnection: close\r\n")
            .doesNotContain("content-length", "transfer-encoding")
            .endsWith("\r\n\r\nto the end");
      }
    }
  }

  @Test
  void aBodyThatFails_neverEndsAsIfItWereWhole() throws Exception {
    String piece = "x".repeat(200_000);
    try (TestingServer server = new TestingServer(request -> streamed(200, piece, piece, "!"));
        Socket socket = server.connect()) {
      TestingServer.send(socket, GET);
      TestingServer.readHead(socket.getInputStream());
      assertThatThrownBy(() -> dechunked(socket.getInputStream())).isInstanceOf(IOException.class);
      assertThat(server.completed.poll(5, TimeUnit.SECONDS).answered().whole()).isFalse();
    }
  }

  @Test
  void aBodyThatFails_resetsTheConnectionOfAClientThatKnowsNoChunks() throws Exception {
    String piece = "x".repeat(200_000);
    try (TestingServer server = new TestingServer(request -> streamed(200, piece, piece, "!"))) {
      assertThatThrownBy(() -> server.exchange(OLD)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aBodyThatFailsAtOnce_isAnError() throws Exception {
    try (TestingServer server = new TestingServer(request -> streamed(200, "!"));
        Socket socket = server.connect()) {
      TestingServer.send(socket, GET);
      assertThat(TestingServer.readAnswer(socket.getInputStream())).startsWith("HTTP/1.1 503 ");
    }
  }

  @Test
  void aFiltersBytes_goOutWithoutWhatWasSaidOfTheOldOnes() throws Exception {
    Filter replaces =
        (request, next) ->
            switch (next.proceed(request)) {
              case Outcome.Answered(S3Response old) -> {
                old.close();
                yield new Outcome.Answered(
                    old.withBody(
                        List.of(Content.Streamed.ofUnknownLength(pieces("other"))),
                        OptionalLong.empty()));
              }
              case Outcome.Failed failed -> failed;
            };
    try (TestingServer server =
            new TestingServer(
                request ->
                    new S3Response(
                        206,
                        Map.of(
                            "etag", "\"e\"",
                            "content-range", "bytes 0-1/5",
                            "x-amz-checksum-crc32", "c",
                            "content-type", "text/plain"),
                        List.of(new Content.Memory(ByteBuffer.wrap(new byte[2]))),
                        2),
                List.of(replaces),
                Identification.NONE,
                HttpLimits.defaults(),
                HttpServer.Transport.NATIVE);
        Socket socket = server.connect()) {
      TestingServer.send(socket, GET);
      assertThat(TestingServer.readHead(socket.getInputStream()))
          .startsWith("HTTP/1.1 200 ")
          .contains("content-type: text/plain", "transfer-encoding: chunked")
          .doesNotContain("etag", "content-range", "x-amz-checksum", "content-length");
      assertThat(dechunked(socket.getInputStream())).isEqualTo("other");
    }
  }

  private static Content.OpenFile open(Path file) {
    try {
      return TestingFile.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
