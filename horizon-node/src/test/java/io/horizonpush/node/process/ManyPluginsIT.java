package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.api.TestingS3Client;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in little memory that has as many plugins as its memory for them takes. */
class ManyPluginsIT {

  private static final long MIB = 1 << 20;
  private static final int PLUGINS = 50;
  private static final int INSTANCES = 2;
  private static final int CLIENTS = 16;
  private static final int ROUNDS = CLIENTS;

  @TempDir private Path data;

  /**
   * Every other takes all memory that it may have and is replaced then, and the rest keep theirs.
   */
  private static String install(int number) {
    return Abusers.order(
        name(number),
        "'limits': {'memory': '256KiB'}",
        "{'do': '%s'}".formatted(number % 2 == 0 ? "use all" : "keep"));
  }

  private static String name(int number) {
    return "plugin-" + number;
  }

  @Test
  void fiftyPlugins_withAllTheirInstances_stayWithinTheirMemory_andOneMoreIsRefusedWithTheSum()
      throws Exception {
    try (NodeUnderTest node =
            NodeUnderTest.start(
                data, "--set", "memory.limit=400MiB", "--set", "plugins.memory=25MiB");
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      TestingS3Client client = new TestingS3Client(node.s3());
      assertThat(client.send("PUT", "/many").status()).isEqualTo(200);
      for (int number = 0; number < PLUGINS; number++) {
        node.order("/admin/v1/plugins", install(number));
        assertThat(client.put(path(number), text(number)).status()).isEqualTo(200);
      }
      assertThatThrownBy(() -> node.order("/admin/v1/plugins", install(PLUGINS)))
          .hasMessageContaining("would take 26112 KiB, and 25 MiB are set aside for it")
          .hasMessageContaining("plugin-0 2 × 256 KiB + ")
          .hasMessageContaining(" + plugin-50 2 × 256 KiB");

      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger rounds = new AtomicInteger();
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        readers.add(clients.submit(() -> readAll(node, over, rounds)));
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .until(
              () -> {
                assertThatMemoryIsKept(node);
                return (rounds.get() >= ROUNDS && hasAllThatAreKept(node)) || failed(readers);
              });
      over.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
      assertThatMemoryIsKept(node);
      String page = node.metrics();
      assertThat(Abusers.sum(page, "horizon_plugin_failures_total")).isZero();
      assertThat(Abusers.sum(page, "horizon_plugin_reserved_bytes")).isEqualTo(25.0 * MIB);
      assertThat(node.stop()).as(node.log()).isZero();
    }
  }

  private static String path(int number) {
    return "/many/" + name(number) + "/key";
  }

  private static byte[] text(int number) {
    return "behind %d".formatted(number).getBytes(StandardCharsets.UTF_8);
  }

  private static void readAll(NodeUnderTest node, AtomicBoolean over, AtomicInteger rounds) {
    TestingS3Client client = new TestingS3Client(node.s3());
    while (!over.get()) {
      for (int number = 0; number < PLUGINS; number++) {
        assertThat(client.get(path(number)).body()).isEqualTo(text(number));
      }
      rounds.incrementAndGet();
    }
  }

  private static boolean failed(List<Future<?>> readers) {
    return readers.stream().anyMatch(Future::isDone);
  }

  /** Those that take all are replaced after each request; of the others all wait or are in use. */
  private static boolean hasAllThatAreKept(NodeUnderTest node) {
    String page = node.metrics();
    return IntStream.range(0, PLUGINS)
            .filter(number -> number % 2 == 1)
            .mapToDouble(
                number -> instances(page, number, "used") + instances(page, number, "waiting"))
            .sum()
        >= PLUGINS / 2 * INSTANCES;
  }

  private static double instances(String page, int number, String how) {
    return Abusers.metric(
        page, "horizon_plugin_instances_%s{plugin=\"%s\"}".formatted(how, name(number)));
  }

  private static void assertThatMemoryIsKept(NodeUnderTest node) {
    assertThat(node.ask("/admin/v1/status").at("/memory/resident").asLong()).isLessThan(400 * MIB);
  }
}
