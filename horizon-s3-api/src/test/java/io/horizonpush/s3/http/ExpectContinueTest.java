package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What becomes of a body that an answer does not wait for, and of clients that ask before they send
 * one.
 */
@ExtendWith(LeakWatch.class)
class ExpectContinueTest {

  @Test
  void hundredContinue_comesWithTheFirstReadOfTheBody() throws Exception {
    CountDownLatch mayRead = new CountDownLatch(1);
    try (TestingServer server =
            new TestingServer(
                request -> {
                  await(mayRead);
                  return TestingServer.swallow(request);
                });
        Socket socket = server.connect()) {
      TestingServer.send(
          socket,
          "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      socket.setSoTimeout(200);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      socket.setSoTimeout(20_000);
      mayRead.countDown();
      assertThat(TestingServer.readHead(socket.getInputStream()))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      TestingServer.send(socket, "hello");
      assertThat(TestingServer.readAnswer(socket.getInputStream()))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("\r\n\r\n5");
    }
  }

  @Test
  void hundredContinue_isNeverSentWhenTheBodyIsNotWanted() throws Exception {
    try (TestingServer server = new TestingServer(request -> TestingServer.text("no"))) {
      assertThat(
              server.exchange(
                  "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ")
          .contains("\r\nconnection: close\r\n");
    }
  }

  @Test
  void hundredContinue_isSentForAnEmptyBodyToo() throws Exception {
    String put =
        "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n";
    try (TestingServer server = new TestingServer(request -> TestingServer.text("yes"));
        Socket socket = server.connect()) {
      for (int round = 0; round < 3; round++) {
        TestingServer.send(socket, put);
        assertThat(TestingServer.readHead(socket.getInputStream()))
            .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(TestingServer.readAnswer(socket.getInputStream()))
            .startsWith("HTTP/1.1 200 ")
            .contains("\r\nconnection: keep-alive\r\n");
      }
    }
  }

  @Test
  void whatIsPromisedOfAnEmptyBody_isVerified_evenIfTheOperationNeverReadsIt() throws Exception {
    try (TestingServer server = new TestingServer(request -> TestingServer.text("yes"))) {
      assertThat(
              server.exchange(
                  "DELETE /bucket/k HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nx-amz-content-sha256: "
                      + "00".repeat(32)
                      + "\r\n\r\n"))
          .startsWith("HTTP/1.1 400 ")
          .contains("<Code>XAmzContentSHA256Mismatch</Code>");
    }
  }

  @Test
  void anAnswerInsteadOfHundredContinue_endsTheConnection() throws Exception {
    try (TestingServer server = new TestingServer(request -> TestingServer.text("yes"))) {
      assertThat(
              server.exchange(
                  "PUT /bucket/k?analytics HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n"))
          .startsWith("HTTP/1.1 501 ")
          .contains("\r\nconnection: close\r\n");
    }
  }

  @Test
  void smallUnreadBody_isSkipped_andTheConnectionKept() throws Exception {
    try (TestingServer server = new TestingServer(request -> TestingServer.text("no"));
        Socket socket = server.connect()) {
      for (int round = 0; round < 3; round++) {
        TestingServer.send(
            socket,
            "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n"
                + "x".repeat(200_000));
        assertThat(TestingServer.readAnswer(socket.getInputStream()))
            .contains("\r\nconnection: keep-alive\r\n");
      }
    }
  }

  @Test
  void largeUnreadBody_doesNotCostTheClientItsAnswer() throws Exception {
    try (TestingServer server = new TestingServer(request -> TestingServer.text("no"));
        Socket socket = server.connect()) {
      TestingServer.send(
          socket, "PUT /bucket/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000000\r\n\r\n");
      byte[] megabyte = new byte[1 << 20];
      for (int sent = 0; sent < 8; sent++) {
        socket.getOutputStream().write(megabyte);
      }
      assertThat(TestingServer.readAnswer(socket.getInputStream()))
          .startsWith("HTTP/1.1 200 ")
          .contains("\r\nconnection: close\r\n");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
