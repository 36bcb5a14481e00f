package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.horizonpush.wasm.testing.WasmBytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of real plugins to a real server. */
class NetFunctionsTest {

  private static final int OUT = Kept.OUT;

  private final TestingPlugins plugins = new TestingPlugins();
  private final PluginBuilder plugin = new PluginBuilder();
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server = none();

  private static HttpServer none() {
    try {
      return HttpServer.create();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
          exchange.getResponseHeaders().add("X-Answer", "yes");
          if (exchange.getRequestURI().getPath().equals("/moved")) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
          } else {
            byte[] answer = "pong".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    plugins.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private PluginBuilder granted() {
    return plugin.grant("net=http://127.0.0.1:" + server.getAddress().getPort(), "net.private");
  }

  private Kept request(WasmBytes... steps) {
    return Kept.ofRequest(plugins, plugin, steps);
  }

  @Test
  void aRequest_isSent_andItsAnswerRead() {
    granted();

    Kept kept =
        request(
            plugin.keep(0, "net.request", "POST " + url("/ping?a=b") + "\nx-a: 1\n", "body"),
            plugin.keep(4, "net.status", 1),
            plugin.keep(8, "net.header", 1, "x-answer", OUT, 16),
            plugin.keep(12, "net.header", 1, "x-none", OUT, 16),
            plugin.keep(16, "net.read", 1, OUT + 32, 2),
            plugin.keep(20, "net.read", 1, OUT + 34, 100),
            plugin.keep(24, "net.read", 1, OUT + 64, 100),
            plugin.keep(28, "net.status", 2));

    assertThat(kept.result(0)).isEqualTo(1);
    assertThat(kept.result(4)).isEqualTo(201);
    assertThat(kept.text(Kept.AT, kept.result(8))).isEqualTo("yes");
    assertThat(kept.result(12)).isEqualTo(Errno.NOT_FOUND.code());
    assertThat(kept.result(16)).isEqualTo(2);
    assertThat(kept.text(Kept.AT + 32, 4)).isEqualTo("pong");
    assertThat(kept.result(20)).isEqualTo(2);
    assertThat(kept.result(24)).isZero();
    assertThat(kept.result(28)).isEqualTo(Errno.BAD_HANDLE.code());
    assertThat(seen).containsExactly("POST /ping?a=b body");
  }

  /** What a guest opened and did not close is closed with its request. */
  @Test
  void anAnswer_isLetGoOfWithItsRequest() throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Integer> ended = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> ended.complete(serveOne(slow)));
      plugin.grant("net=http://127.0.0.1:" + slow.getLocalPort(), "net.private");

      Kept kept =
          request(
              plugin.keep(
                  0, "net.request", "GET http://127.0.0.1:" + slow.getLocalPort() + "/", ""));

      assertThat(kept.result(0)).isEqualTo(1);
      assertThat(ended.get(20, TimeUnit.SECONDS)).as("the end of the connection").isEqualTo(-1);
    }
  }

  /** Answers with a head, and waits for what the client does then. */
  private static Integer serveOne(ServerSocket server) {
    try (Socket socket = server.accept()) {
      int newlines = 0;
      while (newlines < 4) {
        int next = socket.getInputStream().read();
        newlines = next == '\r' || next == '\n' ? newlines + 1 : 0;
      }
      socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      return socket.getInputStream().read();
    } catch (SocketException e) {
      return -1; // Reset, which is an end, too.
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aRedirect_isAnAnswer_andNotFollowed() {
    granted();

    Kept kept =
        request(
            plugin.keep(0, "net.request", "GET " + url("/moved"), ""),
            plugin.keep(4, "net.status", 1));

    assertThat(kept.result(4)).isEqualTo(302);
    assertThat(seen).hasSize(1);
  }

  @Test
  void withoutTheGrant_orToAPrivateAddress_nothingIsSent() {
    Kept none = request(plugin.keep(0, "net.request", "GET " + url("/"), ""));
    plugin.grant("net=http://127.0.0.1:" + server.getAddress().getPort());
    Kept loopback =
        request(
            plugin.keep(0, "net.request", "GET " + url("/"), ""),
            plugin.keep(4, "net.request", "GET http://127.0.0.1:1/", ""),
            plugin.keep(8, "net.request", "GET " + url("/").replace("http", "https"), ""));

    assertThat(none.result(0)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(loopback.result(0)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(loopback.result(4)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(loopback.result(8)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(seen).isEmpty();
  }

  @Test
  void whatIsNoRequest_isInvalid_andAServerThatIsNotThereUnavailable() {
    int port = server.getAddress().getPort();
    granted();
    plugin.grant("net=http://127.0.0.1:1");

    Kept kept =
        request(
            plugin.keep(0, "net.request", "GET", ""),
            plugin.keep(4, "net.request", "get " + url("/"), ""),
            plugin.keep(8, "net.request", "GET " + url("/a b"), ""),
            plugin.keep(12, "net.request", "GET " + url("/") + "\nhost: other", ""),
            plugin.keep(16, "net.request", "GET " + url("/") + "\na: b\r", ""),
            plugin.keep(20, "net.request", "GET " + url("/") + "\n\nGET /", ""),
            plugin.keep(24, "net.request", "GET http://user@127.0.0.1:" + port + "/", ""),
            plugin.keep(28, "net.request", "GET file:///etc/passwd", ""),
            plugin.keep(32, "net.request", "GET http://127.0.0.1:1/", ""));

    for (int at = 0; at < 32; at += 4) {
      assertThat(kept.result(at)).as("call %d", at / 4).isEqualTo(Errno.INVALID.code());
    }
    assertThat(kept.result(32)).isEqualTo(Errno.UNAVAILABLE.code());
    assertThat(seen).isEmpty();
  }
}
