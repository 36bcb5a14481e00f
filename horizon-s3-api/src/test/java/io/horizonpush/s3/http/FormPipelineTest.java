package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.form.TestingForm;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.S3Operation;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakWatch.class)
class FormPipelineTest {

  @Test
  void unsignedForm_fromThisMachine_reachesTheOperation_asItsUsers() throws Exception {
    try (TestingServer server = new TestingServer(FormPipelineTest::describe)) {
      TestingForm form = TestingForm.of("key", "${filename}").file("a.txt", "x".repeat(300_000));
      assertThat(post(server, form, "")).startsWith("HTTP/1.1 200 ").endsWith("Local a.txt 300000");
      assertThat(server.completed.take().asked().operation()).contains(S3Operation.POST_OBJECT);
    }
  }

  @Test
  void unsignedForm_fromAForeignPage_isAnybodys_andRefused() throws Exception {
    try (TestingServer server = new TestingServer(FormPipelineTest::describe)) {
      TestingForm form = TestingForm.of("key", "k").file("a.txt", "x");
      assertThat(post(server, form, "Origin: http://evil.example\r\n"))
          .startsWith("HTTP/1.1 403 ")
          .contains("<Code>AccessDenied</Code>");
    }
  }

  @Test
  void formWithAForeignSignature_isRefused_andItsBodyIsNotAwaited() throws Exception {
    try (TestingServer server = new TestingServer(FormPipelineTest::describe)) {
      TestingForm form = TestingForm.usual(TestingForm.DEFAULT_POLICY);
      // This server knows no Version 2.
      assertThat(post(server, form, "")).startsWith("HTTP/1.1 400 ").contains("not supported");
      assertThat(server.completed.take().answered().error())
          .isEqualTo(Optional.of(S3ErrorCode.INVALID_REQUEST));
      TestingForm v4 = TestingForm.of("key", "k").signedV4("{}").file("x", "y".repeat(5_000_000));
      assertThat(post(server, v4, ""))
          .startsWith("HTTP/1.1 403 ")
          .contains("<Code>InvalidAccessKeyId</Code>");
    }
  }

  @Test
  void formThatIsNotWhole_isRefused() throws Exception {
    try (TestingServer server = new TestingServer(FormPipelineTest::describe)) {
      for (String body : new String[] {"", "--" + TestingForm.BOUNDARY + "--", "nonsense"}) {
        String answer =
            server.exchange(
                "POST /bucket HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: multipart/form-data; boundary=%s\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(TestingForm.BOUNDARY, body.length(), body));
        assertThat(answer).startsWith("HTTP/1.1 400 ");
      }
    }
  }

  @Test
  void formThatAsksForWhatIsNotOffered_isRefused_onceItIsAllowed() throws Exception {
    try (TestingServer server = new TestingServer(FormPipelineTest::describe)) {
      TestingForm form =
          TestingForm.of("key", "k", "x-amz-server-side-encryption", "AES256").file("a.txt", "x");
      assertThat(post(server, form, ""))
          .startsWith("HTTP/1.1 501 ")
          .contains("<Header>x-amz-server-side-encryption</Header>");
      assertThat(post(server, form, "Origin: http://evil.example\r\n")).startsWith("HTTP/1.1 403 ");
    }
  }

  private static String post(TestingServer server, TestingForm form, String more)
      throws IOException {
    try (Socket socket = server.connect()) {
      byte[] body = form.body();
      TestingServer.send(
          socket,
          "POST /s3/bucket HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: multipart/form-data; boundary=%s\r\nContent-Length: %d\r\n%s\r\n"
                  .formatted(TestingForm.BOUNDARY, body.length, more));
      TestingServer.send(socket, new String(body, StandardCharsets.ISO_8859_1));
      return TestingServer.readAnswer(socket.getInputStream());
    }
  }

  private static S3Response describe(S3Request<?> request) {
    ObjectInput.PostObject input = (ObjectInput.PostObject) request.input();
    long length = 0;
    for (var next = request.body().next(); next.isPresent(); next = request.body().next()) {
      length += next.get().remaining();
    }
    String who =
        switch (request.principal()) {
          case Principal.Local _ -> "Local";
          case Principal.KeyHolder _ -> "KeyHolder";
          case Principal.Identified _ -> "Identified";
          case Principal.Public _ -> "Public";
        };
    return TestingServer.text(who + " " + input.put().key() + " " + length);
  }
}
