package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client;
import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fills the disk below a node. Skipped, and counted, where mounting is not allowed. */
class FullDiskIT {

  @TempDir Path folder;

  @Test
  void fullDisk_refusesWritesKeepsPromisesAndRecovers() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("small"), 48);
        NodeUnderTest node =
            NodeUnderTest.start(disk.path().resolve("data"), "--set", "disk.floor=0B")) {
      TestingS3Client client = new TestingS3Client(node.s3());
      assertThat(client.send("PUT", "/horizon_bucket").status()).isEqualTo(200);
      Map<String, byte[]> stored = new HashMap<>();
      Answer refused = fill(client, stored, 1 << 20);

      assertThat(refused.status()).isIn(503, 507);
      assertThat(refused.errorCode()).isIn("InsufficientStorage", "ServiceUnavailable", "SlowDown");
      assertThat(stored).hasSizeGreaterThan(5);
      everyPromiseHolds(client, stored);

      disk.resize(256);
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(client.put("/horizon_bucket/after", "x").status()).isEqualTo(200));
      everyPromiseHolds(client, stored);
      CrashChecks.awaitPublished(node);
      assertThat(CrashChecks.findings(node)).isEmpty();
      nothingStaysBehind(client, node);
    }
  }

  @Test
  void belowTheFloor_writesAreRefused_andDeletesGiveSpaceBack() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("floor"), 192);
        NodeUnderTest node =
            NodeUnderTest.start(disk.path().resolve("data"), "--set", "disk.floor=48MiB")) {
      TestingS3Client client = new TestingS3Client(node.s3());
      assertThat(client.send("PUT", "/horizon_bucket").status()).isEqualTo(200);
      Map<String, byte[]> stored = new HashMap<>();
      Answer refused = fill(client, stored, 100_000);
      assertThat(refused.status()).isEqualTo(507);
      assertThat(refused.errorCode()).isEqualTo("InsufficientStorage");
      long free = Files.getFileStore(disk.path()).getUsableSpace();
      assertThat(free).isBetween(32L << 20, 48L << 20);
      everythingThatStores_isRefused(client, stored.keySet().iterator().next());
      everyPromiseHolds(client, stored);
      assertThat(node.ask("/admin/v1/status").at("/storage/disk/is-short").asBoolean()).isTrue();
      assertThat(node.metrics()).contains("horizon_disk_short 1.0");
      assertThat(node.run("status")).contains("REFUSED NOW");

      int kept = 0;
      for (String key : List.copyOf(stored.keySet())) {
        if (kept++ % 3 != 0) {
          assertThat(client.send("DELETE", key).status()).as(key).isEqualTo(204);
          stored.remove(key);
        }
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(client.put("/horizon_bucket/after", new byte[1 << 20]).status())
                      .isEqualTo(200));
      everyPromiseHolds(client, stored);
      assertThat(node.metrics()).contains("horizon_disk_short 0.0");
      assertThat(CrashChecks.problems(node)).isEmpty();
      CrashChecks.awaitPublished(node);
      assertThat(CrashChecks.findings(node)).isEmpty();
    }
  }

  private static void everythingThatStores_isRefused(TestingS3Client client, String there) {
    assertThat(client.put("/horizon_bucket/tiny", "x").status()).isEqualTo(507);
    assertThat(client.post("/horizon_bucket/upload?uploads", "").status()).isEqualTo(507);
    assertThat(
            client
                .send(
                    "PUT",
                    "/horizon_bucket/copy",
                    Map.of("x-amz-copy-source", there.substring(1)),
                    new byte[0])
                .status())
        .isEqualTo(507);
    assertThat(client.send("GET", "/horizon_bucket?list-type=2").status()).isEqualTo(200);
  }

  /** A collection keeps what is named, and what a refused write left is gone. */
  private static void nothingStaysBehind(TestingS3Client client, NodeUnderTest node) {
    assertThat(client.send("DELETE", "/horizon_bucket/key-0").status()).isEqualTo(204);
    assertThat(node.order("/admin/v1/gc", "{}").path("removed-blobs").asInt()).isPositive();
    assertThat(CrashChecks.findings(node)).isEmpty();
    CrashChecks.nothingStaysBehind(node);
  }

  private static Answer fill(TestingS3Client client, Map<String, byte[]> stored, int large) {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      byte[] body = new byte[i % 2 == 0 ? large : random.nextInt(8192)];
      random.nextBytes(body);
      String key = "/horizon_bucket/key-" + i;
      Answer answer = client.put(key, body);
      if (answer.status() != 200) {
        return answer;
      }
      stored.put(key, body);
    }
    throw new AssertionError("the disk never ran full");
  }

  private static void everyPromiseHolds(TestingS3Client client, Map<String, byte[]> stored) {
    stored.forEach((key, body) -> assertThat(client.get(key).body()).as(key).isEqualTo(body));
  }
}
