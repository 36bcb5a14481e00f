package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.plugins.ExamplePlugins;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plugin hides is hidden from the first request of a node to its last. */
class PluginRestartIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LINE = "somebody@example.org pays for all of it\n";
  private static final int LINES = 500;
  private static final int READERS = 3;
  private static final int KILLS = 2;
  private static final List<String> MASKS = List.of("[one]", "[two]");

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger reloads = new AtomicInteger();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  /** The body of which the first line was read with an ETag. */
  private final Map<String, String> lines = new ConcurrentHashMap<>();

  private volatile boolean over;
  private volatile NodeUnderTest node;
  private URI object;

  @BeforeEach
  void start() throws Exception {
    node = NodeUnderTest.start(folder.resolve("data"));
    node.order("/admin/v1/buckets", "{\"name\":\"support\"}");
    object = URI.create(node.s3() + "/support/text");
    node.run("plugin", "install", ExamplePlugins.file("redact").toString());
    HttpRequest put =
        HttpRequest.newBuilder(object)
            .header("Content-Type", "text/plain")
            .PUT(BodyPublishers.ofString(LINE.repeat(LINES)))
            .build();
    assertThat(http.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    mask(MASKS.getFirst());
  }

  @AfterEach
  void stop() {
    over = true;
    node.close();
    http.close();
  }

  private void mask(String with) {
    node.change(
        "/admin/v1/plugins/redact",
        "{\"settings\":\"{\\\"mails\\\":\\\"%s\\\"}\"}".formatted(with));
  }

  private static String masked(String with) {
    return LINE.replace("somebody@example.org", with);
  }

  @Test
  void nothing_isReadUnmasked_whileTheNodeIsStoppedOrKilledDuringReloads_andStartsAgain() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, READERS).forEach(reader -> threads.execute(() -> read(reader)));
      threads.execute(this::reload);
      for (int i = 0; i < KILLS; i++) {
        awaitMore();
        node.kill();
        startAgain();
      }
      awaitMore();
      node.stop();
      startAgain();
      awaitMore();
      over = true;
    }

    assertThat(wrong).isEmpty();
    assertThat(lines.values()).containsOnly(masked(MASKS.get(0)), masked(MASKS.get(1)));
  }

  private void startAgain() {
    String address = object.getHost() + ":" + object.getPort();
    node = NodeUnderTest.start(folder.resolve("data"), "--s3-address", address);
  }

  /** Waits until this node has answered for a while, and has changed its plugin meanwhile. */
  private void awaitMore() {
    int answered = answers.get();
    int reloaded = reloads.get();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> answers.get() > answered + 20 && reloads.get() > reloaded + 1);
  }

  private void reload() {
    for (int i = 1; !over; i++) {
      try {
        mask(MASKS.get(i % MASKS.size()));
        reloads.incrementAndGet();
      } catch (RuntimeException e) {
        LockSupport.parkNanos(5_000_000); // It is not there now.
      }
    }
  }

  private void read(int reader) {
    while (!over) {
      try {
        HttpRequest.Builder get = HttpRequest.newBuilder(object).timeout(PATIENCE);
        if (reader == 0) {
          get.header("Range", "bytes=0-" + (masked(MASKS.getFirst()).length() - 1));
        }
        HttpResponse<String> answer = http.send(get.build(), BodyHandlers.ofString());
        if (answer.statusCode() / 100 == 2) {
          look(answer);
          answers.incrementAndGet();
        }
      } catch (IOException e) {
        LockSupport.parkNanos(5_000_000); // It is not there now.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void look(HttpResponse<String> answer) {
    String body = answer.body();
    String first = body.substring(0, body.indexOf('\n') + 1);
    String tag = answer.headers().firstValue("etag").orElse("");
    String before = lines.putIfAbsent(tag, first);
    boolean good =
        MASKS.stream().anyMatch(mask -> first.equals(masked(mask)))
            && (before == null || before.equals(first))
            && body.equals(first.repeat(answer.statusCode() == 206 ? 1 : LINES));
    if (!good) {
      wrong.add(tag + ": " + body.substring(0, Math.min(100, body.length())));
    }
  }
}
