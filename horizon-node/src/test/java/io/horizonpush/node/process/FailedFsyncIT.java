package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.horizonpush.node.process.PowerCutDisk.Synced;
import io.horizonpush.s3.api.TestingS3Client;
import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fails, one after the other, every fsync that a write causes: of the body, the blob store, the
 * index, the document and the directories.
 *
 * <p>Skipped, and counted, where {@code HORIZON_POWERCUT} names no program.
 */
class FailedFsyncIT {

  /** More than a write needs; the test ends when a write met no failure. */
  private static final int MOST = 60;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void failedFsync_turnsTheNodeReadOnlyAndLosesNothing(Synced what) {
    assumeTrue(PowerCutDisk.program().isPresent(), "HORIZON_POWERCUT names no program");
    Map<String, byte[]> stored = new HashMap<>();
    int failed = 0;
    try (PowerCutDisk disk = PowerCutDisk.mount(PowerCutDisk.program().orElseThrow(), folder)) {
      Path data = disk.path().resolve("data");
      NodeUnderTest node = NodeUnderTest.start(data);
      try {
        CrashChecks.createBucket(node.s3());
        boolean more = true;
        for (int n = 1; more && n <= MOST; n++) {
          more = failOne(disk, node, what, n, stored);
          failed += more ? 1 : 0;
          disk.cut();
          node.kill();
          disk.restore();
          node = NodeUnderTest.start(data);
          everyPromiseHoldsAfterTheRestart(node, stored);
        }
        assertThat(more).as("a write needs fewer fsyncs than " + MOST).isFalse();
      } finally {
        node.close();
      }
    }
    System.out.printf("%d failed fsyncs (%s), none lost anything%n", failed, what);
    assertThat(failed).isPositive();
  }

  /** Fails the n-th fsync of a write and of all that follows from it; tells whether it came. */
  private static boolean failOne(
      PowerCutDisk disk, NodeUnderTest node, Synced what, int n, Map<String, byte[]> stored) {
    byte[] body = new byte[100_000];
    new Random(n).nextBytes(body);
    TestingS3Client client = new TestingS3Client(node.s3());
    // SQLite syncs the directory with its first commit, and keeps a failure to itself. It may: the
    // node synced the directory when it opened the index.
    assertThat(store(client, "/" + Workload.BUCKET + "/first-" + n, new byte[] {1}, stored))
        .isTrue();
    CrashChecks.awaitPublished(node);
    long before = disk.failures();
    disk.fail(what, n);
    boolean acknowledged = store(client, "/" + Workload.BUCKET + "/key-" + n, body, stored);
    Awaitility.await()
        .untilAsserted(() -> assertThat(disk.failures() > before || backlog(node) == 0).isTrue());
    boolean failed = disk.failures() > before;
    disk.clear();
    if (failed) {
      isReadOnly(node, client, stored);
    } else {
      assertThat(acknowledged).isTrue();
    }
    return failed;
  }

  private static long backlog(NodeUnderTest node) {
    return node.ask("/admin/v1/status").at("/storage/backlog").asLong(-1);
  }

  private static void isReadOnly(
      NodeUnderTest node, TestingS3Client client, Map<String, byte[]> stored) {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(CrashChecks.problems(node))
                    .as(node.log())
                    .singleElement()
                    .asString()
                    .startsWith("read-only: "));
    assertThat(node.command("status").out()).contains("PROBLEM   read-only: ");
    Answer refused = client.put("/" + Workload.BUCKET + "/refused", "x");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.errorCode()).isEqualTo("ServiceUnavailable");
    everyPromiseHolds(client, stored);
  }

  private static void everyPromiseHoldsAfterTheRestart(
      NodeUnderTest node, Map<String, byte[]> stored) {
    assertThat(CrashChecks.problems(node)).isEmpty();
    everyPromiseHolds(new TestingS3Client(node.s3()), stored);
    CrashChecks.awaitPublished(node);
    assertThat(CrashChecks.findings(node)).isEmpty();
  }

  private static boolean store(
      TestingS3Client client, String key, byte[] body, Map<String, byte[]> stored) {
    int status = client.put(key, body).status();
    if (status == 200) {
      stored.put(key, body);
    } else {
      assertThat(status).as("a write that the disk failed").isEqualTo(503);
    }
    return status == 200;
  }

  private static void everyPromiseHolds(TestingS3Client client, Map<String, byte[]> stored) {
    stored.forEach((key, body) -> assertThat(client.get(key).body()).as(key).isEqualTo(body));
  }
}
