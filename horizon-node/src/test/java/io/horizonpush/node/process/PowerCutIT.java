package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cuts the power of the disk below a node under mixed writes.
 *
 * <p>Skipped, and counted, where {@code HORIZON_POWERCUT} names no program; {@code
 * HORIZON_POWERCUT_ROUNDS} sets the number of cuts in each mode.
 */
class PowerCutIT {

  private static final int ROUNDS =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_POWERCUT_ROUNDS", "4"));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"strict", "torn"})
  void powerCutUnderWrites_keepsEveryPromise(String mode) throws JsonProcessingException {
    assumeTrue(PowerCutDisk.program().isPresent(), "HORIZON_POWERCUT names no program");
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Workload workload = new Workload(seed);
    long dropped = 0;
    String[] options =
        mode.equals("torn")
            ? new String[] {"-torn", "-seed", Long.toString(Math.abs(seed % 1_000_000))}
            : new String[0];
    try (PowerCutDisk disk =
        PowerCutDisk.mount(PowerCutDisk.program().orElseThrow(), folder, options)) {
      Path data = disk.path().resolve("data");
      NodeUnderTest node = NodeUnderTest.start(data);
      try {
        CrashChecks.createBucket(node.s3());
        for (int round = 1; round <= ROUNDS; round++) {
          NodeUnderTest running = node;
          long delay = 5L + random.nextInt(3000);
          workload.run(running.s3(), round, () -> cutAfter(disk, running, delay));
          dropped += droppedByLastCut(disk);
          disk.restore();
          node = NodeUnderTest.start(data);
          CrashChecks.nothingIsLost(node, workload);
        }
      } finally {
        node.close();
      }
    }
    System.out.println(
        ROUNDS
            + " power cuts ("
            + mode
            + "), "
            + workload.acknowledged()
            + " acknowledged writes, none lost; "
            + dropped
            + " unsynced bytes and directory operations were dropped");
    assertThat(dropped).as("a cut that drops nothing shows nothing").isPositive();
  }

  @Test
  void failedFsync_turnsTheNodeReadOnlyAndSaysSo() {
    assumeTrue(PowerCutDisk.program().isPresent(), "HORIZON_POWERCUT names no program");
    Workload workload = new Workload(1);
    try (PowerCutDisk disk = PowerCutDisk.mount(PowerCutDisk.program().orElseThrow(), folder);
        NodeUnderTest node = NodeUnderTest.start(disk.path().resolve("data"))) {
      CrashChecks.createBucket(node.s3());
      disk.failFsync(40);

      // Every client ends when its first write is refused.
      workload.run(node.s3(), 1, () -> {});

      assertThat(workload.check(node.s3())).isEmpty();
      assertThat(node.command("status").out()).containsIgnoringCase("read-only");
    }
  }

  private static void cutAfter(PowerCutDisk disk, NodeUnderTest node, long millis) {
    try {
      // A moment in time is what this test is about: nothing is awaited here, something is cut
      // short.
      boolean never = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
      assertThat(never).isFalse();
      disk.cut();
      node.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long droppedByLastCut(PowerCutDisk disk) throws JsonProcessingException {
    long dropped = 0;
    for (String field : new String[] {"dropped_bytes", "dropped_dir_ops"}) {
      for (JsonNode value : new ObjectMapper().readTree(disk.stats()).findValues(field)) {
        dropped += value.asLong();
      }
    }
    return dropped;
  }
}
