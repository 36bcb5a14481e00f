package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  /** A backup is restored and looked at after every so many kills. */
  private static final int RESTORE_EVERY = 5;

  @TempDir Path folder;

  /** One start serves the checks of a round and the writes of the next. */
  @Test
  void killedAtRandomMoments_keepsEveryPromise() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Path data = folder.resolve("data");
    Random random = new Random(seed);
    Workload workload = new Workload(seed, Workload.CLIENTS);
    BackupWorkload backups = new BackupWorkload(folder.resolve("backup"), seed);
    StoredPlaces places = new StoredPlaces(data);
    Duration slowest = Duration.ZERO;
    NodeUnderTest node = NodeUnderTest.start(data);
    try {
      CrashChecks.createBuckets(node);
      for (int round = 1; round <= ROUNDS; round++) {
        NodeUnderTest running = node;
        long delay = 5L + random.nextInt(2500);
        workload.run(running, round, List.of(backups), () -> killAfter(running, delay));
        long begun = System.nanoTime();
        node = NodeUnderTest.start(data, CrashChecks.options(round + 1));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        CrashChecks.nothingIsLost(node, workload, Workload.End.PROCESS);
        places.look();
        if (round % RESTORE_EVERY == 0 || round == ROUNDS) {
          backups.check(folder.resolve("restored-" + round));
        }
      }
      assertThat(node.stop()).isZero();
    } finally {
      node.close();
    }
    System.out.printf(
        "%d kills, %d acknowledged writes, none lost (%s); %s; %d collections, %d blobs moved by compaction; slowest start %d ms%n",
        ROUNDS,
        workload.acknowledged(),
        workload.figures(),
        backups.figures(),
        workload.collections(),
        places.moved(),
        slowest.toMillis());
    assertThat(workload.collections()).isPositive();
    assertThat(backups.refusals()).isEmpty();
    assertThat(backups.made()).isPositive();
    assertThat(workload.acknowledged()).isGreaterThan(ROUNDS * 10L);
    assertThat(slowest).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void stoppedUnderConcurrentUploads_endsWithCode0AndLosesNothing() {
    Path data = folder.resolve("data");
    Workload workload = new Workload(new Random().nextLong(), 64);
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      CrashChecks.createBuckets(node);
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
      CrashChecks.nothingIsLost(node, workload, Workload.End.PROCESS);
    }
  }

  @Test
  void aFileThatNoRowNames_isSweptAtStart() throws IOException {
    Path data = folder.resolve("data");
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      assertThat(node.stop()).isZero();
    }
    Path files = Files.createDirectories(data.resolve("content/0000000000000"));
    Path stale = files.resolve("0000000000000007");
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
