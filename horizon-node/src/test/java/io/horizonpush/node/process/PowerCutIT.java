package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cuts the power of the disk below a node.
 *
 * <p>Skipped, and counted, where {@code HORIZON_POWERCUT} names no program; {@code
 * HORIZON_POWERCUT_ROUNDS} sets the number of cuts in each mode.
 */
class PowerCutIT {

  private static final int ROUNDS =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_POWERCUT_ROUNDS", "4"));

  /** A backup is restored and looked at after every so many cuts. */
  private static final int RESTORE_EVERY = 4;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"strict", "torn", "ext4"})
  void powerCutUnderWrites_keepsEveryPromise(String mode) {
    assumeTrue(PowerCutDisk.program().isPresent(), "HORIZON_POWERCUT names no program");
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Workload workload = new Workload(seed, Workload.CLIENTS);
    long dropped = 0;
    String backupFigures;
    try (PowerCutDisk disk = mount(mode, seed)) {
      Path data = disk.path().resolve("data");
      // One loses its power with the node, and one is on a disk of its own.
      List<BackupWorkload> backups =
          List.of(
              new BackupWorkload(disk.path().resolve("backup"), seed),
              new BackupWorkload(folder.resolve("backup"), seed));
      NodeUnderTest node = NodeUnderTest.start(data);
      try {
        CrashChecks.createBuckets(node);
        for (int round = 1; round <= ROUNDS; round++) {
          NodeUnderTest running = node;
          long delay = 5L + random.nextInt(3000);
          BackupWorkload backup = backups.get(round % 2);
          workload.run(running, round, List.of(backup), () -> cutAfter(disk, running, delay));
          dropped += disk.dropped();
          disk.restore();
          node = NodeUnderTest.start(data, CrashChecks.options(round + 1));
          CrashChecks.nothingIsLost(node, workload, Workload.End.POWER);
          if (round % RESTORE_EVERY == 0 || round == ROUNDS) {
            for (BackupWorkload each : backups) {
              each.check(folder.resolve("restored-" + round + "-" + backups.indexOf(each)));
            }
          }
        }
      } finally {
        node.close();
      }
      backupFigures =
          backups.stream().map(BackupWorkload::figures).collect(Collectors.joining(" and "));
    }
    System.out.printf(
        "%d power cuts (%s), %d acknowledged writes, none lost (%s); %s; %d unsynced bytes and directory operations dropped%n",
        ROUNDS, mode, workload.acknowledged(), workload.figures(), backupFigures, dropped);
    assertThat(dropped).as("a cut that drops nothing shows nothing").isPositive();
  }

  @Test
  void powerCutDuringTheFirstStart_leavesADirectoryThatStarts() {
    assumeTrue(PowerCutDisk.program().isPresent(), "HORIZON_POWERCUT names no program");
    Random random = new Random();
    for (int round = 1; round <= ROUNDS; round++) {
      try (PowerCutDisk disk =
          PowerCutDisk.mount(
              PowerCutDisk.program().orElseThrow(), folder.resolve("start-" + round))) {
        Path data = disk.path().resolve("data");
        Process process = NodeUnderTest.spawn(data);
        CrashChecks.letPass(200L + random.nextInt(1300));
        disk.cut();
        process.destroyForcibly().onExit().join();
        disk.restore();
        try (NodeUnderTest node = NodeUnderTest.start(data)) {
          CrashChecks.createBucket(node.s3());
          assertThat(CrashChecks.findings(node)).isEmpty();
        }
      }
    }
  }

  private PowerCutDisk mount(String mode, long seed) {
    String[] options =
        switch (mode) {
          case "torn" -> new String[] {"-torn", "-seed", Long.toString(Math.abs(seed % 1_000_000))};
          case "ext4" -> new String[] {"-mode", "ext4"};
          default -> new String[0];
        };
    return PowerCutDisk.mount(PowerCutDisk.program().orElseThrow(), folder, options);
  }

  private static void cutAfter(PowerCutDisk disk, NodeUnderTest node, long millis) {
    CrashChecks.letPass(millis);
    disk.cut();
    node.kill();
  }
}
