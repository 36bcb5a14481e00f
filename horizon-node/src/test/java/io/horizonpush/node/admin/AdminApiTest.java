package io.horizonpush.node.admin;

import io.horizonpush.node.testing.RawHttp;
import io.horizonpush.node.testing.RawHttp.Answer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test that asks an admin API over HTTP. */
abstract class AdminApiTest {

  static final String TOKEN = "the-token-of-this-test";
  static final String JSON = "Content-Type: application/json";

  final TestingControl control = new TestingControl();
  AdminServer server;
  int port;

  @BeforeEach
  void start() throws IOException {
    server = control.serve(TOKEN, false);
    port = server.address().port();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  String host() {
    return "Host: 127.0.0.1:" + port;
  }

  static String token() {
    return "Authorization: Bearer " + TOKEN;
  }

  Answer send(String method, String path, String... headers) throws IOException {
    return RawHttp.send(port, method, path, "", headers);
  }

  Answer post(String path, String body, String... headers) throws IOException {
    String[] all = Stream.concat(Stream.of(host()), Stream.of(headers)).toArray(String[]::new);
    return RawHttp.send(port, "POST", path, body, all);
  }
}
