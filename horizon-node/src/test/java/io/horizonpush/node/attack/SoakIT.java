package io.horizonpush.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.CrashChecks;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.process.Workload;
import io.horizonpush.s3.api.TestingS3Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once, for long, in little memory: honest clients whose every acknowledged write is
 * looked for behind each restart, hostile ones, garbage collection, scrubbing, backups.
 *
 * <p>A minute by default, of which nothing can be said but that nothing is lost; {@code
 * HORIZON_SOAK_MINUTES} sets another length, and from four minutes a life on what the process takes
 * must be flat, too.
 */
class SoakIT {

  private static final int MINUTES = VitalsLog.MINUTES;

  /** Between them the node is stopped, or killed, in turn. */
  private static final int LIVES = Math.clamp(MINUTES / 10, 2, 6);

  private static final Duration LIFE = Duration.ofMinutes(MINUTES).dividedBy(LIVES);

  private static final int HONEST = 64 - HostileClients.SIZE;
  private static final Map<String, String> JAVA =
      Map.of("JAVA_TOOL_OPTIONS", "-Xmx256m -XX:MaxDirectMemorySize=256m");

  @TempDir Path folder;

  @Test
  void underEverythingAtOnce_nothingIsLost_andNothingGrows() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Workload workload = new Workload(seed, HONEST);
    long attacks = 0;
    Path data = folder.resolve("data");
    NodeUnderTest node = NodeUnderTest.startWith(JAVA, data);
    try {
      CrashChecks.createBuckets(node);
      storeWhatIsAttacked(node);
      for (int life = 1; life <= LIVES; life++) {
        NodeUnderTest running = node;
        VitalsLog looks = new VitalsLog("life " + life);
        boolean killed = life % 2 == 1;
        try (HostileClients hostile = new HostileClients(running.s3().getPort())) {
          // An even number collects garbage all the time.
          workload.run(running, 2 * life, () -> live(running, looks, killed));
          attacks += hostile.attacks();
        }
        looks.requireFlat(LIFE);
        node = NodeUnderTest.startWith(JAVA, data, "--set", "scrub.interval=1s");
        CrashChecks.nothingIsLost(node, workload, Workload.End.PROCESS);
      }
      assertThat(node.stop()).as(node.log()).isZero();
    } finally {
      node.close();
    }
    System.out.printf(
        "%d minutes, %d acknowledged writes, none lost (%s); %d attacks, %d collections%n",
        MINUTES, workload.acknowledged(), workload.figures(), attacks, workload.collections());
    assertThat(workload.collections()).isPositive();
    assertThat(workload.acknowledged()).isGreaterThan(100L * LIVES);
    assertThat(attacks).isGreaterThan(10L * LIVES);
  }

  private static void storeWhatIsAttacked(NodeUnderTest node) {
    TestingS3Client client = new TestingS3Client(node.s3());
    assertThat(client.send("PUT", "/attacked").status()).isEqualTo(200);
    assertThat(client.put("/attacked/large", new byte[20_000_000]).status()).isEqualTo(200);
  }

  private static void live(NodeUnderTest node, VitalsLog looks, boolean killed) {
    long end = System.nanoTime() + LIFE.toNanos();
    while (System.nanoTime() - end < 0) {
      CrashChecks.letPass(500);
      looks.look(node.pid());
    }
    if (killed) {
      node.kill();
    } else {
      assertThat(node.stop()).as(node.log()).isZero();
    }
  }
}
