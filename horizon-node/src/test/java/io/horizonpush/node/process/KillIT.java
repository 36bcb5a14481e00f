package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process with signal 9 at random moments under mixed writes.
 *
 * <p>Ten rounds by default; {@code HORIZON_KILL_ROUNDS} sets another number.
 */
class KillIT {

  private static final int ROUNDS =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_KILL_ROUNDS", "10"));

  @TempDir Path data;

  @Test
  void killedAtRandomMoments_keepsEveryPromise() throws InterruptedException {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Workload workload = new Workload(seed);
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      CrashChecks.createBucket(node.s3());
      assertThat(node.stop()).isZero();
    }
    for (int round = 1; round <= ROUNDS; round++) {
      try (NodeUnderTest node = NodeUnderTest.start(data)) {
        long delay = 5L + random.nextInt(1500);
        workload.run(node.s3(), round, () -> killAfter(node, delay));
      }
      try (NodeUnderTest node = NodeUnderTest.start(data)) {
        CrashChecks.nothingIsLost(node, workload);
        node.kill();
      }
    }
    System.out.println(
        ROUNDS + " kills, " + workload.acknowledged() + " acknowledged writes, none lost");
    assertThat(workload.acknowledged()).isGreaterThan(ROUNDS * 10L);
  }

  private static void killAfter(NodeUnderTest node, long millis) {
    try {
      // A moment in time is what this test is about: nothing is awaited here, something is cut
      // short.
      boolean never = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
      assertThat(never).isFalse();
      node.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
