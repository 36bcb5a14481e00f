package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.attack.VitalsLog;
import io.horizonpush.node.process.CrashChecks;
import io.horizonpush.node.process.NodeUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes with one bucket, for long: clients of each write, overwrite, delete and read what all
 * of them write; one node mirrors, one reads on demand, and the third goes away again and again. No
 * answer has other bytes than were written, all are equal in the end, and what the two that stay
 * take of the machine is flat, {@link VitalsLog}.
 *
 * <p>A minute by default; {@code HORIZON_SOAK_MINUTES} sets another length.
 */
class SharedSoakIT {

  private static final Duration LENGTH = Duration.ofMinutes(VitalsLog.MINUTES);
  private static final Duration LIFE = Duration.ofSeconds(45);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int NODES = 3;
  private static final int LEAVING = 2;
  private static final Map<String, String> JAVA =
      Map.of("JAVA_TOOL_OPTIONS", "-Xmx256m -XX:MaxDirectMemorySize=256m");

  @TempDir private Path folder;

  /** The nodes that run; nothing in the place of one that is away. */
  private final AtomicReferenceArray<NodeUnderTest> nodes = new AtomicReferenceArray<>(NODES);

  private final long seed = new Random().nextLong();
  private final SharedTraffic traffic = new SharedTraffic(seed, nodes);

  @Test
  void whileOneComesAndGoes_everybodyReadsWhatWasWritten_andNothingGrows() {
    System.out.println("seed " + seed);
    try {
      for (int node = 0; node < NODES; node++) {
        start(node);
      }
      share();
      traffic.run(this::live);
      nodes.get(LEAVING).run("gc");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                for (int node = 0; node < NODES; node++) {
                  traffic.requireAll(node);
                }
              });
      for (int node = 0; node < NODES; node++) {
        assertThat(nodes.get(node).metrics()).contains("horizon_peers 2.0");
        nodes.get(node).run("verify"); // Which fails where something is not as it should be.
      }
    } finally {
      for (int node = 0; node < NODES; node++) {
        stop(node);
      }
    }
    System.out.printf("%d minutes: %s%n", VitalsLog.MINUTES, traffic);
  }

  private void start(int node) {
    nodes.set(node, NodeUnderTest.startWith(JAVA, folder.resolve("node-" + node)));
  }

  private void stop(int node) {
    NodeUnderTest running = nodes.getAndSet(node, null);
    if (running != null) {
      running.close();
    }
  }

  private void share() {
    NodeUnderTest first = nodes.get(0);
    first.run("bucket", "create", SharedTraffic.BUCKET);
    String ticket = first.run("ticket", "export", SharedTraffic.BUCKET, "--mode", "write").strip();
    for (int node = 1; node < NODES; node++) {
      nodes.get(node).run("ticket", "import", ticket);
    }
    nodes.get(1).run("bucket", "set", SharedTraffic.BUCKET, "pull=mirror");
  }

  /** Looks at the two that stay; the third is stopped and killed in turn. */
  private void live() {
    List<VitalsLog> looks = new ArrayList<>();
    for (int node = 0; node < LEAVING; node++) {
      looks.add(new VitalsLog("node " + node));
    }
    Random random = new Random(seed);
    long end = System.nanoTime() + LENGTH.toNanos();
    long leaves = System.nanoTime() + LIFE.toNanos();
    while (System.nanoTime() - end < 0) {
      CrashChecks.letPass(500);
      for (int node = 0; node < LEAVING; node++) {
        looks.get(node).look(nodes.get(node).pid());
      }
      if (System.nanoTime() - leaves >= 0) {
        NodeUnderTest leaving = nodes.getAndSet(LEAVING, null);
        if (random.nextBoolean()) {
          leaving.kill();
        } else {
          assertThat(leaving.stop()).as(leaving.log()).isZero();
        }
        leaving.close();
        start(LEAVING);
        leaves = System.nanoTime() + LIFE.toNanos();
      }
    }
    looks.forEach(look -> look.requireFlat(LENGTH));
  }
}
