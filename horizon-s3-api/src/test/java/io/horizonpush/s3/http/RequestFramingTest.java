package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request smuggler tries, over raw sockets. */
@ExtendWith(LeakWatch.class)
class RequestFramingTest {

  private static final String CHUNKED_PUT =
      "PUT /bucket/k HTTP/1.1|Host: localhost|Transfer-Encoding: chunked||";
  private static final String SMUGGLED = "GET /bucket/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT /bucket/k HTTP/1.1|Host: localhost|Content-Length: 5|Transfer-Encoding: chunked||0||",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Transfer-Encoding: chunked|Content-Length: 5||0||",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Content-Length: 5|Content-Length: 6||hello",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Content-Length: 5|Content-Length: 5||hello",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Content-Length: +5||hello",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Content-Length: -5||hello",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Content-Length: 5,5||hello",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Content-Length: 0x5||hello",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Content-Length: 99999999999999999999||hello",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Content-Length:||hello",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Content-Length : 5||hello",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Transfer-Encoding : chunked||0||",
        "PUT /bucket/k HTTP/1.0|Host: localhost|Transfer-Encoding: chunked||0||",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
        "PUT /bucket/k HTTP/1.1|Host: localhost|Transfer-Encoding: \u000bchunked||0||",
        "GET /bucket/k HTTP/1.1|Host: localhost|X: a| folded||",
        "GET /bucket/k HTTP/1.1|Host: localhost|X: a|\tfolded||",
        "GET /bucket/k HTTP/1.1| Host: localhost||",
        "GET /bucket/k HTTP/1.1|Host: localhost|Host: other||",
        "GET /bucket/k HTTP/1.1||",
        "GET /bucket/k HTTP/1.1|Host:||",
        "GET /bucket/k HTTP/1.1|Host: a b||",
        "GET /bucket/k HTTP/1.1|Host: a/b||",
        "GET /bucket/k HTTP/1.1|Host: user@localhost||",
        "GET /bucket/k HTTP/1.1|Host: localhost|X: a\u0000b||",
        "GET /bucket/k HTTP/1.1|Host: localhost|X: a\u0001b||",
        "GET /bucket/k HTTP/1.1|Host: localhost|X: a\u007fb||",
        "GET /bucket/k HTTP/1.1|Host: localhost|X y: a||",
        "GET /bucket/k HTTP/1.1|Host: localhost|: a||",
        "GET /bucket/k HTTP/1.1|Host: localhost|no colon||",
        "GET /bucket/k HTTP/1.1|Host: localhost|X\u00e9: a||",
        "GET /bucket/\u0000k HTTP/1.1|Host: localhost||",
        "GET /bucket/k\tx HTTP/1.1|Host: localhost||",
        "GET  /bucket/k HTTP/1.1|Host: localhost||",
        "GET /bucket/k x HTTP/1.1|Host: localhost||",
        "GET /bucket/k|Host: localhost||",
        " GET /bucket/k HTTP/1.1|Host: localhost||",
        "\u0001GET /bucket/k HTTP/1.1|Host: localhost||",
        "GET /bucket/k HTTP/1.2|Host: localhost||",
        "GET /bucket/k HTTP/2.0|Host: localhost||",
        "GET /bucket/k HTP/1.1|Host: localhost||",
        "GET http://localhost/bucket/k HTTP/1.1|Host: localhost||",
        "GET b/k HTTP/1.1|Host: localhost||",
        "CONNECT localhost:80 HTTP/1.1|Host: localhost||",
        "OPTIONS * HTTP/1.1|Host: localhost||"
      })
  void ambiguousRequest_is400_andNothingBehindItIsRead(String request) throws IOException {
    assertRefused(request.replace("|", "\r\n") + SMUGGLED, "400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /bucket/k HTTP/1.1\nHost: localhost\n\n",
        "GET /bucket/k HTTP/1.1\r\nHost: localhost\n\r\n",
        "GET /bucket/k HTTP/1.1\r\nHost: localhost\r\n\n",
        "GET /bucket/k HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n",
        "GET /bucket/k HTTP/1.1\r\r\nHost: localhost\r\n\r\n"
      })
  void bareLineEnds_are400(String request) throws IOException {
    assertRefused(request + SMUGGLED, "400");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "chunked, identity", "xchunked", "identity", "gzip, chunked"})
  void otherTransferCodings_areRefused(String coding) throws IOException {
    assertRefused(
        "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
            + coding
            + "\r\n\r\n0\r\n\r\n"
            + SMUGGLED,
        "501");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "5\r\nhelloXX\r\n0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n"
      })
  void brokenChunks_are400(String body) throws IOException {
    assertRefused(
        "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            + body
            + SMUGGLED,
        "400");
  }

  @Test
  void headBeyondItsLimits_is400() throws IOException {
    String start = "GET /bucket/k HTTP/1.1\r\nHost: localhost\r\n";
    assertRefused("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", "400");
    assertRefused(start + "X: " + "y".repeat(17_000) + "\r\n\r\n", "400");
    assertRefused(start + "X: y\r\n".repeat(101) + "\r\n", "400");
  }

  @Test
  void requestByteByByte_isAnsweredLikeAnyOther() throws IOException {
    try (TestingServer server = new TestingServer(TestingServer::swallow);
        Socket socket = server.connect()) {
      socket.setTcpNoDelay(true);
      String request = CHUNKED_PUT.concat("5|hello|3|you|0||").replace("|", "\r\n");
      for (int at = 0; at < request.length(); at++) {
        TestingServer.send(socket, request.substring(at, at + 1));
      }
      assertThat(TestingServer.readAnswer(socket.getInputStream()))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .endsWith("\r\n\r\n8");
    }
  }

  @Test
  void headerBytes_reachTheOperationAsTheyWere() throws IOException {
    try (TestingServer server =
        new TestingServer(
            request -> TestingServer.text(request.head().header("x-amz-meta-a").orElse("")))) {
      assertThat(
              server.exchange(
                  "GET /bucket/k HTTP/1.1|Host: localhost|X-Amz-Meta-A: \u00e9\u00c3\u00ff|Connection: close||"
                      .replace("|", "\r\n")))
          .endsWith("\r\n\r\n\u00e9\u00c3\u00ff");
    }
  }

  private static void assertRefused(String request, String status) throws IOException {
    try (TestingServer server =
        new TestingServer(
            TestingServer::swallow,
            TestingServer.impatient(Duration.ofSeconds(2)),
            HttpServer.Transport.NATIVE)) {
      String answer = server.exchange(request);
      assertThat(answer)
          .startsWith("HTTP/1.1 " + status + " ")
          .containsIgnoringCase("\r\nconnection: close\r\n")
          .contains("<Error><Code>");
      assertThat(answer).as("one answer only").doesNotContain("</Error>HTTP");
    }
  }
}
