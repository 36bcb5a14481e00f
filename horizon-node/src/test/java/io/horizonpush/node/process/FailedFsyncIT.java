package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.horizonpush.node.process.PowerCutDisk.Failure;
import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fails, one after the other, every fsync and every write that writes of all kinds cause: of the
 * body, the content store, the index, the document and the directories. Each time the power is cut
 * after that.
 *
 * <p>Skipped, and counted, where {@code HORIZON_POWERCUT} names no program. {@code
 * HORIZON_FAILED_WRITES=1} fails every write, another number every so manieth.
 */
class FailedFsyncIT {

  /** More than is needed; the tests end when all went well without the failure. */
  private static final int MOST = 400;

  private static final int STEP =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_FAILED_WRITES", "15"));

  @TempDir Path folder;

  @BeforeEach
  void needsTheProgram() {
    assumeTrue(PowerCutDisk.program().isPresent(), "HORIZON_POWERCUT names no program");
  }

  @ParameterizedTest
  @EnumSource(names = {"FSYNC_OF_A_FILE", "FSYNC_OF_A_DIRECTORY"})
  void failedFsync_turnsTheNodeReadOnlyAndLosesNothing(Failure what) throws IOException {
    int failed = 0;
    try (PowerCutDisk disk = mount();
        FailingNode node = new FailingNode(disk)) {
      // Made beforehand: one that cannot be made is made anew, and the node goes on.
      assertThat(node.storeRelaxed("first", new Body(1, 1))).isTrue();
      while (failOne(disk, node, what, failed + 1)) {
        failed++;
        isReadOnly(node);
        node.cutAndCheck();
      }
      node.cutAndCheck();
    }
    System.out.printf("%d failed fsyncs (%s), none lost anything%n", failed, what);
    assertThat(failed).isBetween(1, MOST);
  }

  @Test
  void failedFsyncAfterARelaxedWrite_leavesNoEntryWithoutARecord() throws IOException {
    int failed = 0;
    try (PowerCutDisk disk = mount();
        FailingNode node = new FailingNode(disk)) {
      boolean came = true;
      while (came) {
        assertThat(node.store("first-" + failed, new Body(failed, 1))).isTrue();
        assertThat(node.storeRelaxed("first-" + failed, new Body(failed, 1))).isTrue();
        CrashChecks.awaitPublished(node.node());
        long before = disk.failures();
        node.fail(Failure.FSYNC_OF_A_FILE, failed + 1);
        boolean stored = node.storeRelaxed("key-" + failed, new Body(failed, 70_000));
        came = node.hasFailed(before);
        assertThat(stored || came).isTrue();
        failed += came ? 1 : 0;
        node.cutAndCheck();
      }
    }
    System.out.printf("%d failed fsyncs after a relaxed write%n", failed);
    assertThat(failed).isPositive();
  }

  @ParameterizedTest
  @EnumSource(names = {"WRITE_TO_A_BROKEN_DISK", "WRITE_TO_A_FULL_DISK"})
  void failedWrite_isAnErrorAndLosesNothing(Failure what) throws IOException {
    int failed = 0;
    int readOnly = 0;
    try (PowerCutDisk disk = mount();
        FailingNode node = new FailingNode(disk)) {
      for (int n = 1 + (int) (System.nanoTime() % STEP); failOne(disk, node, what, n); n += STEP) {
        failed++;
        node.everyPromiseHolds();
        readOnly += node.isReadOnly() ? 1 : 0;
        if (what == Failure.WRITE_TO_A_FULL_DISK) {
          assertThat(node.store("after-" + n, new Body(n, 20_000)))
              .as("writing goes on with room after failed write " + n)
              .isTrue();
        }
        node.cutAndCheck();
      }
      node.cutAndCheck();
    }
    System.out.printf(
        "%d failed writes (%s), none lost anything; %d times read-only%n", failed, what, readOnly);
    assertThat(failed).isPositive();
  }

  private PowerCutDisk mount() {
    return PowerCutDisk.mount(PowerCutDisk.program().orElseThrow(), folder);
  }

  /** Fails the n-th of what writes and all that follows from them do; tells whether it came. */
  private static boolean failOne(PowerCutDisk disk, FailingNode node, Failure what, int n)
      throws IOException {
    // SQLite syncs the directory with its first commit, and keeps a failure to itself. It may: the
    // node synced the directory when it opened the index.
    assertThat(node.store("first-" + n, new Body(n, 1))).isTrue();
    CrashChecks.awaitPublished(node.node());
    long before = disk.failures();
    node.fail(what, n);
    boolean acknowledged = node.writeAll(1000L * n);
    boolean failed = node.hasFailed(before);
    if (!failed) {
      assertThat(acknowledged).isTrue();
    }
    return failed && n <= MOST;
  }

  private static void isReadOnly(FailingNode node) throws IOException {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(CrashChecks.problems(node.node()))
                    .as(node.node().log())
                    .singleElement()
                    .asString()
                    .startsWith("read-only: "));
    assertThat(node.node().command("status").out()).contains("PROBLEM   read-only: ");
    Answer refused = node.client().put("/" + Workload.BUCKET + "/refused", "x");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.errorCode()).isEqualTo("ServiceUnavailable");
    node.everyPromiseHolds();
  }
}
