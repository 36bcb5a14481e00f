package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.process.PowerCutDisk.Failure;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fails what the disk does while a backup is made, one after the other; each time the power is cut
 * after that.
 *
 * <p>Skipped, and counted, where {@code HORIZON_POWERCUT} names no program. {@code
 * HORIZON_FAILED_WRITES=1} fails everything, another number every so manieth.
 */
class FailedBackupIT {

  private static final int STEP =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_FAILED_WRITES", "7"));

  /** A backup is restored after every so many failures. */
  private static final int RESTORE_EVERY = 4;

  @TempDir Path folder;

  /** What the backup in the folder may be: the last that was finished, or one after that. */
  private final List<Map<String, Optional<Body>>> possible = new ArrayList<>();

  private int failed;
  private boolean anyMade;

  @BeforeEach
  void needsTheProgram() {
    assumeTrue(PowerCutDisk.program().isPresent(), "HORIZON_POWERCUT names no program");
  }

  @ParameterizedTest
  @EnumSource
  void aFailureOfAnotherDisk_failsTheBackupAlone(Failure what) throws IOException {
    Map<String, Optional<Body>> stored = new HashMap<>();
    try (PowerCutDisk disk = mount();
        NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"));
        HttpClient http = HttpClient.newHttpClient()) {
      Path backup = disk.path().resolve("backup");
      CrashChecks.createBucket(node.s3());
      BucketClient bucket = new BucketClient(http, node.s3(), Workload.BUCKET);
      boolean more = true;
      for (int n = 1; more; n++) {
        for (int size : new int[] {1000, 50_000, 300_000}) {
          Body body = new Body(n, size);
          String key = "key-" + size + "-" + n % 3;
          assertThat(bucket.put(key, body.bytes())).isEqualTo(200);
          stored.put(key, Optional.of(body));
        }
        more = failOne(disk, node, backup, what, n, Map.copyOf(stored));
        assertThat(CrashChecks.problems(node)).as("after failure " + n).isEmpty();
        disk.cut();
        disk.restore();
        restoreSometimes(backup, n, more);
      }
    }
    assertThat(failed).isPositive();
    System.out.printf("%d failures (%s) of the backup's disk%n", failed, what);
  }

  @ParameterizedTest
  @EnumSource
  void aFailureOfTheNodesDisk_losesNeitherObjectsNorTheEarlierBackup(Failure what)
      throws IOException {
    try (PowerCutDisk disk = mount();
        FailingNode node = new FailingNode(disk)) {
      Path backup = disk.path().resolve("backup");
      boolean more = true;
      for (int n = 1; more; n += STEP) {
        assertThat(node.writeAll(1000L * n)).isTrue();
        CrashChecks.awaitPublished(node.node());
        more = failOne(disk, node.node(), backup, what, n, node.promised());
        node.cutAndCheck();
        restoreSometimes(backup, n, more);
      }
    }
    assertThat(failed).isPositive();
    System.out.printf("%d failures (%s) of the node's disk%n", failed, what);
  }

  private PowerCutDisk mount() {
    return PowerCutDisk.mount(PowerCutDisk.program().orElseThrow(), folder);
  }

  /** Makes a backup of which the n-th thing fails; tells whether it came to that. */
  private boolean failOne(
      PowerCutDisk disk,
      NodeUnderTest node,
      Path backup,
      Failure what,
      int n,
      Map<String, Optional<Body>> stored) {
    long before = disk.failures();
    disk.fail(what, n);
    boolean made = backUp(node, backup);
    boolean came = disk.failures() > before;
    disk.clear();
    if (made) {
      possible.clear();
      anyMade = true;
    }
    possible.add(stored);
    failed += came ? 1 : 0;
    assertThat(made || came).as("a backup that nothing failed is made").isTrue();
    return came;
  }

  private static boolean backUp(NodeUnderTest node, Path backup) {
    try {
      JsonNode report = node.order("/admin/v1/backup", "{\"directory\": \"" + backup + "\"}");
      assertThat(report.path("missing").asInt(-1)).isZero();
      return true;
    } catch (IllegalStateException e) {
      return false; // Whoever asked is told.
    }
  }

  private void restoreSometimes(Path backup, int n, boolean more) {
    if (anyMade && (failed % RESTORE_EVERY == 0 || !more)) {
      BackupWorkload.restore(backup, folder.resolve("restored-" + n), possible);
    }
  }
}
