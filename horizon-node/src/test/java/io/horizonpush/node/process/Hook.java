package io.horizonpush.node.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.horizonpush.node.testing.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The server that the plugin {@code webhook} tells of objects. Thread-safe. */
final class Hook implements AutoCloseable {

  private static final String SECRET = "what server and plugin know";

  /** What was told of an object, and whether the server took it. */
  record Told(String id, String event, String bucket, String key, boolean taken) {

    /** What happened to which key. */
    String text() {
      return event + " " + key;
    }
  }

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  /** What it does with what it is told. */
  enum Mood {
    TAKES,
    REFUSES,
    /** It answers nothing before it is closed. */
    IS_SILENT
  }

  private volatile Mood mood = Mood.TAKES;

  Hook() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  void is(Mood other) {
    mood = other;
  }

  /** Installs the plugin on a node, as an operator does. */
  void installOn(NodeUnderTest node, Path plugin, Path folder, String match) throws IOException {
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    Path settings = folder.resolve("webhook.json");
    Files.writeString(
        settings, "{\"url\":\"%s/hook\",\"secret\":\"%s\"}".formatted(address, SECRET));
    node.run(
        "plugin",
        "install",
        plugin.toString(),
        "--match",
        match,
        "--config",
        "@" + settings,
        "--grant",
        "events=*",
        "--grant",
        "net=" + address,
        "--grant",
        "net.private");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean good =
          ("sha256=" + signature(body))
              .equals(exchange.getRequestHeaders().getFirst("x-horizon-signature"));
      Mood now = mood;
      JsonNode json = Json.read(new String(body, StandardCharsets.UTF_8));
      told.add(
          new Told(
              json.path("id").asText(),
              json.path("event").asText(),
              json.path("bucket").asText(),
              json.path("key").asText(),
              good && now == Mood.TAKES));
      if (now == Mood.IS_SILENT) {
        end.await();
      }
      exchange.sendResponseHeaders(good ? now == Mood.TAKES ? 204 : 503 : 400, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String signature(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All that it was told, whatever it answered. */
  List<Told> told() {
    return List.copyOf(told);
  }

  /** What it took, each as {@code created KEY} or {@code removed KEY}. */
  Set<String> taken() {
    return told.stream().filter(Told::taken).map(Told::text).collect(Collectors.toSet());
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.close();
  }
}
