package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends the process at random moments under mixed writes: with signal 9, and as a service manager
 * does.
 *
 * <p>Ten kills by default; {@code HORIZON_KILL_ROUNDS} sets another number.
 */
class KillIT {

  private static final int ROUNDS =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_KILL_ROUNDS", "10"));

  @TempDir Path data;

  /** One start serves the checks of a round and the writes of the next. */
  @Test
  void killedAtRandomMoments_keepsEveryPromise() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Workload workload = new Workload(seed, Workload.CLIENTS);
    Duration slowest = Duration.ZERO;
    NodeUnderTest node = NodeUnderTest.start(data);
    try {
      CrashChecks.createBuckets(node.s3());
      for (int round = 1; round <= ROUNDS; round++) {
        NodeUnderTest running = node;
        long delay = 5L + random.nextInt(1500);
        workload.run(running, round, () -> killAfter(running, delay));
        long begun = System.nanoTime();
        node = NodeUnderTest.start(data);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        CrashChecks.nothingIsLost(node, workload);
      }
      assertThat(node.stop()).isZero();
    } finally {
      node.close();
    }
    System.out.printf(
        "%d kills, %d acknowledged writes, none lost (%s); %d collections; slowest start %d ms%n",
        ROUNDS,
        workload.acknowledged(),
        workload.versionFigures(),
        workload.collections(),
        slowest.toMillis());
    assertThat(workload.collections()).isPositive();
    assertThat(workload.acknowledged()).isGreaterThan(ROUNDS * 10L);
    assertThat(slowest).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void stoppedUnderConcurrentUploads_endsWithCode0AndLosesNothing() {
    Workload workload = new Workload(new Random().nextLong(), 64);
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      CrashChecks.createBuckets(node.s3());
      workload.run(
          node,
          1,
          () -> {
            CrashChecks.letPass(1500);
            assertThat(node.stop()).as(node.log()).isZero();
          });
    }
    assertThat(workload.acknowledged()).isGreaterThan(64);
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      CrashChecks.nothingIsLost(node, workload);
    }
  }

  @Test
  void aFileThatNoRowNames_isSweptAtStart() throws IOException {
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      assertThat(node.stop()).isZero();
    }
    Path folder = Files.createDirectories(data.resolve("content/0000000000000"));
    Path stale = folder.resolve("0000000000000007");
    Files.write(stale, new byte[100_000]);
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      Awaitility.await().untilAsserted(() -> assertThat(stale).doesNotExist());
      assertThat(CrashChecks.problems(node)).isEmpty();
    }
  }

  private static void killAfter(NodeUnderTest node, long millis) {
    CrashChecks.letPass(millis);
    node.kill();
  }
}
