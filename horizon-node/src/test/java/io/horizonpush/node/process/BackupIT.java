package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.testing.Json;
import io.horizonpush.s3.api.TestingS3Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a node under load, ended at random moments, and what they are restored to. */
class BackupIT {

  private static final int KILLS =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_BACKUP_KILLS", "5"));

  @TempDir Path folder;

  private final Map<String, byte[]> stable = new HashMap<>();

  @Test
  void backupsUnderLoad_holdWhatWasAcknowledgedBefore() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Workload workload = new Workload(seed, Workload.CLIENTS);
    Path backup = folder.resolve("backup");
    try (NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"))) {
      CrashChecks.createBuckets(node);
      putStable(node, 0, seed);
      workload.run(
          node,
          2,
          () -> {
            CrashChecks.letPass(300);
            backUp(node, backup);
            assertRestores(backup, folder.resolve("first"));
            putStable(node, 1, seed);
            backUp(node, backup);
            node.kill();
          });
    }
    assertThat(workload.acknowledged()).isGreaterThan(100);
    assertRestores(backup, folder.resolve("second"));
    assertPrivate(backup);
  }

  @Test
  void killedAmidABackup_theEarlierOneRestores_andTheNextIsMade() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Path backup = folder.resolve("backup");
    Path data = folder.resolve("data");
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      CrashChecks.createBuckets(node);
      putStable(node, 0, seed);
      backUp(node, backup);
    }
    for (int kill = 1; kill <= KILLS; kill++) {
      try (NodeUnderTest node = NodeUnderTest.start(data)) {
        putChanging(node, random);
        Thread killer =
            Thread.ofVirtual()
                .start(
                    () -> {
                      CrashChecks.letPass(random.nextInt(200));
                      node.kill();
                    });
        String answer = tryBackup(node, backup);
        System.out.println("kill " + kill + ": " + answer);
        killer.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      assertRestores(backup, folder.resolve("restored-" + kill));
    }
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      backUp(node, backup);
      assertThat(CrashChecks.findings(node)).isEmpty();
    }
    assertRestores(backup, folder.resolve("last"));
  }

  @Test
  void commands_backUpAndRestoreOver_andTellWhatIsLost() throws IOException {
    Path data = folder.resolve("data");
    Path backup = folder.resolve("backup");
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      CrashChecks.createBucket(node.s3());
      putStable(node, 0, 1);
      assertThat(node.run("backup", backup.toString())).contains("Backed up 12 objects");
      TestingS3Client client = new TestingS3Client(node.s3());
      assertThat(client.put("/horizon_bucket/late", new byte[300_000]).status()).isEqualTo(200);
      Commands.Result running = node.command("restore", backup.toString());
      assertThat(running.exitCode()).isEqualTo(1);
      assertThat(running.toString()).contains("is in use by process");
      assertThat(node.stop()).isZero();
    }
    JsonNode report =
        Json.read(NodeUnderTest.command(data, "restore", backup.toString(), "--json").out());
    assertThat(report.at("/losses/count").asInt()).isEqualTo(1);
    assertThat(report.at("/losses/first/0").asText()).isEqualTo("horizon_bucket/late");
    assertThat(report.path("confirm").asBoolean()).isTrue();
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      assertHolds(node);
      assertThat(node.log()).contains("docs is missing; the documents are made again");
      assertThat(node.command("gc").err()).contains("gc --confirm");
      assertThat(node.run("gc", "--confirm")).contains("Removed");
      assertThat(CrashChecks.findings(node)).isEmpty();
    }
  }

  @Test
  void onAnotherDisk_filesAreCopied_andAFullOneKeepsTheEarlierBackup() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 12);
        NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"))) {
      Path backup = disk.path().resolve("backup");
      CrashChecks.createBucket(node.s3());
      putStable(node, 0, 3);
      assertThat(backUp(node, backup).at("/files/copied").asInt()).isPositive();
      TestingS3Client client = new TestingS3Client(node.s3());
      for (int i = 0; i < 4; i++) {
        byte[] body = new byte[5_000_000];
        new Random(i).nextBytes(body);
        assertThat(client.put("/horizon_bucket/big-" + i, body).status()).isEqualTo(200);
      }
      Commands.Result full = node.command("backup", backup.toString());
      assertThat(full.exitCode()).isEqualTo(1);
      assertThat(full.err()).contains("what was there before it still counts").hasLineCount(1);
      assertRestores(backup, folder.resolve("earlier"));
      disk.resize(64);
      assertThat(backUp(node, backup).path("objects").asInt()).isEqualTo(16);
      assertRestores(backup, folder.resolve("later"));
    }
  }

  private void putStable(NodeUnderTest node, int round, long seed) {
    TestingS3Client client = new TestingS3Client(node.s3());
    Random random = new Random(seed + round);
    int[] lengths = {0, 100, 16_384, 16_385, 100_000, 262_144, 262_145, 3_000_000};
    for (int i = 0; i < 12; i++) {
      byte[] body = new byte[lengths[i % lengths.length]];
      random.nextBytes(body);
      String key = "/horizon_bucket/stable-" + round + "-" + i;
      assertThat(client.put(key, body).status()).isEqualTo(200);
      stable.put(key, body);
    }
  }

  private static void putChanging(NodeUnderTest node, Random random) {
    TestingS3Client client = new TestingS3Client(node.s3());
    for (int i = 0; i < 40; i++) {
      byte[] body = new byte[random.nextInt(400_000)];
      random.nextBytes(body);
      assertThat(client.put("/horizon_bucket/changing-" + random.nextInt(20), body).status())
          .isEqualTo(200);
    }
  }

  private static JsonNode backUp(NodeUnderTest node, Path backup) {
    JsonNode report = node.order("/admin/v1/backup", "{\"directory\": \"%s\"}".formatted(backup));
    System.out.println("backup " + report);
    assertThat(report.path("missing").asInt(-1)).isZero();
    return report;
  }

  private static String tryBackup(NodeUnderTest node, Path backup) {
    try {
      return backUp(node, backup).toString();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  private void assertRestores(Path backup, Path to) {
    Commands.Result restored = NodeUnderTest.command(to, "restore", backup.toString());
    assertThat(restored.exitCode()).as(restored.toString()).isZero();
    Commands.Result verified = NodeUnderTest.command(to, "verify", "--deep");
    assertThat(verified.exitCode()).as(verified.toString()).isZero();
    try (NodeUnderTest node = NodeUnderTest.start(to)) {
      assertHolds(node);
      CrashChecks.awaitPublished(node);
      assertThat(CrashChecks.findings(node)).isEmpty();
      assertThat(node.stop()).isZero();
    }
  }

  private void assertHolds(NodeUnderTest node) {
    TestingS3Client client = new TestingS3Client(node.s3());
    stable.forEach((key, body) -> assertThat(client.get(key).body()).as(key).isEqualTo(body));
  }

  private static void assertPrivate(Path backup) throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(backup)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }
}
