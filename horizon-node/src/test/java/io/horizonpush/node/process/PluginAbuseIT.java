package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.api.TestingS3Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plugins that mean harm, met by some requests of a real node while others go on. How soon the
 * others are answered is a figure of the benchmark, not of this.
 */
class PluginAbuseIT {

  /** By their settings: what a request that meets them counts as. */
  private static final Map<String, String> FAILING =
      Map.of(
          "loop", "over-budget",
          "grow", "over-budget",
          "flood", "host-flood",
          "allocate", "trap",
          "trap", "trap");

  private static final int UNTIL_QUARANTINE = 5;
  private static final int MET = 12;
  private static final int OTHERS = 4;
  private static final byte[] SMALL = bytes(4 << 10);
  private static final byte[] LARGE = bytes(600_000);

  /**
   * A call may take 50 ms of processor time and is stopped at most 100 ms later; the rest is slack.
   */
  private static final double STOPPED_WITHIN_SECONDS = 0.15 + 0.1;

  @TempDir private Path data;

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void pluginsThatMisbehave_costTheirOwnRequestsAlone_andAreTakenOutOfTheWay() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start(data);
        ExecutorService clients = Executors.newFixedThreadPool(OTHERS + FAILING.size() + 2)) {
      prepare(node);
      AtomicBoolean over = new AtomicBoolean();
      List<Future<Integer>> others = new ArrayList<>();
      for (int i = 0; i < OTHERS; i++) {
        int number = i;
        others.add(clients.submit(() -> goOn(node, number, over)));
      }
      Map<String, Future<List<Integer>>> abusers =
          FAILING.keySet().stream()
              .collect(
                  Collectors.toMap(name -> name, name -> clients.submit(() -> meet(node, name))));
      Future<List<Integer>> slow = clients.submit(() -> meet(node, "slow"));
      Future<List<Integer>> busy = clients.submit(() -> meet(node, "busy"));

      for (Future<List<Integer>> each : abusers.values()) {
        assertThat(each.get()).hasSize(MET).containsOnly(503);
      }
      assertThat(slow.get()).containsOnly(200);
      assertThat(busy.get()).containsOnly(200);
      over.set(true);
      for (Future<Integer> each : others) {
        assertThat(each.get()).as("requests of another client").isGreaterThan(10);
      }
      assertThatMetricsTellIt(node.metrics());
      FAILING.keySet().forEach(name -> assertThatItIsInQuarantine(node, name));
      assertThat(node.stop()).as(node.log()).isZero();
    }
  }

  private static void prepare(NodeUnderTest node) {
    TestingS3Client client = new TestingS3Client(node.s3());
    assertThat(client.send("PUT", "/media").status()).isEqualTo(200);
    FAILING.keySet().forEach(name -> install(node, client, name, "'do': '%s'".formatted(name)));
    install(node, client, "busy", "'do': 'busy'");
    install(node, client, "slow", "'start': 'slow'");
    assertThatThrownBy(() -> install(node, client, "never", "'start': 'loop'"))
        .hasMessageContaining("never");
  }

  /** One that starts slowly does so for each request. */
  private static void install(
      NodeUnderTest node, TestingS3Client client, String name, String settings) {
    assertThat(client.put("/media/" + name + "/key", SMALL).status()).isEqualTo(200);
    // What asks the host for ever comes to the end of its calls, and not of its time.
    String limits = name.equals("flood") ? "'cpu': '1s'" : "'init': '1s'";
    Abusers.install(
        node,
        name,
        "'isolation': '%s', 'limits': {'memory': '1MiB', %s}"
            .formatted(name.equals("slow") ? "per-request" : "pooled", limits),
        "{" + settings + "}");
  }

  /** What a client that meets a plugin is answered. */
  private static List<Integer> meet(NodeUnderTest node, String name) {
    TestingS3Client client = new TestingS3Client(node.s3());
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < MET; i++) {
      TestingS3Client.Answer answer = client.get("/media/" + name + "/key");
      answers.add(answer.status());
      if (answer.status() == 200) {
        assertThat(answer.body()).isEqualTo(SMALL);
      }
    }
    return answers;
  }

  /** A client that meets no plugin writes, reads and removes all the time; how often. */
  private static int goOn(NodeUnderTest node, int number, AtomicBoolean over) {
    TestingS3Client client = new TestingS3Client(node.s3());
    int rounds = 0;
    while (!over.get()) {
      for (byte[] body : List.of(SMALL, LARGE)) {
        String path = "/media/others/" + number + "-" + rounds;
        assertThat(client.put(path, body).status()).isEqualTo(200);
        assertThat(client.get(path).body()).isEqualTo(body);
        assertThat(client.send("DELETE", path).status()).isEqualTo(204);
        rounds++;
      }
    }
    return rounds;
  }

  private static void assertThatMetricsTellIt(String page) {
    FAILING.forEach(
        (name, kind) -> {
          String failures =
              "horizon_plugin_failures_total{kind=\"%s\",plugin=\"%s\"}".formatted(kind, name);
          assertThat(Abusers.metric(page, failures)).as(name).isEqualTo(UNTIL_QUARANTINE);
          assertThat(
                  Abusers.metric(page, "horizon_plugin_quarantines_total{plugin=\"" + name + "\"}"))
              .isEqualTo(1);
          assertThat(Abusers.metric(page, "horizon_plugin_quarantined{plugin=\"" + name + "\"}"))
              .isEqualTo(1);
          // What is stopped has cost something, and a start besides.
          assertThat(cpu(page, name) / UNTIL_QUARANTINE)
              .as(name)
              .isBetween(Double.MIN_VALUE, STOPPED_WITHIN_SECONDS);
        });
    assertThat(
            DoubleStream.of(cpu(page, "loop"), cpu(page, "grow"))
                .map(each -> each / UNTIL_QUARANTINE))
        .allMatch(each -> each > 0.05);
    assertThat(Abusers.metric(page, "horizon_plugin_lost_threads")).isZero();
    assertThat(
            Abusers.metric(
                page,
                "horizon_plugin_calls_total{phase=\"request\",plugin=\"busy\",verdict=\"continue\"}"))
        .isEqualTo(MET);
  }

  private static double cpu(String page, String name) {
    return Abusers.metric(
        page, "horizon_plugin_cpu_seconds_total{phase=\"request\",plugin=\"" + name + "\"}");
  }

  private static void assertThatItIsInQuarantine(NodeUnderTest node, String name) {
    assertThat(node.ask("/admin/v1/plugins/" + name).path("state").asText())
        .isEqualTo("quarantined");
    TestingS3Client client = new TestingS3Client(node.s3());
    long begun = System.nanoTime();
    assertThat(client.get("/media/" + name + "/key").text()).contains("is in quarantine");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
  }
}
