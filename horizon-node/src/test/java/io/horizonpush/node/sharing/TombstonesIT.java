package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.process.Commands;
import io.horizonpush.node.process.NodeUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the stores of two nodes take once most of a bucket that both have was deleted. {@code
 * HORIZON_TOMBSTONES} sets how many objects that are.
 */
@Timeout(3600)
class TombstonesIT {

  private static final int GONE =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_TOMBSTONES", "11000"));

  /** What stays. */
  private static final int KEPT = Math.max(5000, GONE / 10);

  private static final int AT_ONCE = 32;
  private static final String BODY = "x".repeat(1000);
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void whatWasMadeAndDeleted_leavesTheStoresAtTwiceWhatIsThereAtMost() throws Exception {
    try (NodeUnderTest one = start("one");
        NodeUnderTest two = start("two")) {
      run(one, "bucket", "create", "shared");
      run(two, "ticket", "import", run(one, "ticket", "export", "shared", "--mode", "write"));
      eachOf("kept", KEPT, name -> request(one, name, "PUT", BodyPublishers.ofString(BODY)));
      awaitAll(two, KEPT);
    }
    long live = Math.max(stores("one"), stores("two"));
    try (NodeUnderTest one = start("one");
        NodeUnderTest two = start("two")) {
      eachOf("gone", GONE, name -> request(one, name, "PUT", BodyPublishers.ofString(BODY)));
      awaitAll(two, KEPT + GONE);
      eachOf("gone", GONE, name -> request(one, name, "DELETE", BodyPublishers.noBody()));
      awaitAll(two, KEPT);
      long full = stores("one");
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(2))
          .until(
              () -> {
                run(one, "gc");
                run(two, "gc");
                return stores("one") <= 2 * live && stores("two") <= 2 * live;
              });
      System.out.printf(
          "%d of %d objects deleted: stores of %d KB, then %d and %d KB, for %d KB that are live%n",
          GONE, GONE + KEPT, full >> 10, stores("one") >> 10, stores("two") >> 10, live >> 10);
      assertThat(count(one)).isEqualTo(KEPT);
    }
    assertThat(stores("one")).isLessThanOrEqualTo(2 * live);
    assertThat(stores("two")).isLessThanOrEqualTo(2 * live);
  }

  private NodeUnderTest start(String name) {
    return NodeUnderTest.start(folder.resolve(name), "--set", "node.name=" + name);
  }

  private static String run(NodeUnderTest node, String... arguments) {
    Commands.Result ran = node.command(arguments);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran.out().strip();
  }

  /** What index, documents and bytes take, without what is only on its way into the index. */
  private long stores(String name) throws IOException {
    long bytes = Files.size(folder.resolve(name).resolve("index.db"));
    for (String store : new String[] {"docs", "content"}) {
      bytes += size(folder.resolve(name).resolve(store));
    }
    return bytes;
  }

  private static long size(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      return files.mapToLong(TombstonesIT::length).sum();
    }
  }

  /** A file that goes at this moment takes nothing. */
  private static long length(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private interface Step {
    void on(String name) throws IOException, InterruptedException;
  }

  private static void eachOf(String kind, int count, Step step) throws InterruptedException {
    Semaphore places = new Semaphore(AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        String name = "%s-%07d".formatted(kind, i);
        places.acquire();
        threads.execute(
            () -> {
              try {
                step.on(name);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                places.release();
              }
            });
      }
    }
  }

  private void request(NodeUnderTest node, String name, String method, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.s3() + "/shared/" + name))
            .method(method, body)
            .build();
    int status = http.send(request, BodyHandlers.discarding()).statusCode();
    assertThat(status / 100).as(method + " " + name).isEqualTo(2);
  }

  private static long count(NodeUnderTest node) {
    return node.ask("/admin/v1/buckets/shared").at("/usage/current/count").asLong(-1);
  }

  private static void awaitAll(NodeUnderTest node, long objects) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> count(node) == objects);
  }
}
