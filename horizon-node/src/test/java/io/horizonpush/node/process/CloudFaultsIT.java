package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.horizonpush.fallback.server.FaultyLine;
import io.horizonpush.fallback.server.S3ProxyServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * A repository of restic and a Delta table in a bucket before a cloud where one request in twenty
 * goes wrong: each is compared with what was written as long as it goes on, also after the node has
 * let its bytes go, and in the end at the cloud itself.
 *
 * <p>As long as {@code HORIZON_CLOUD_FAULTS_MINUTES} says; {@code make soak} has it run an hour.
 */
@EnabledIfEnvironmentVariable(named = "HORIZON_CLOUD_FAULTS_MINUTES", matches = "\\d+")
class CloudFaultsIT {

  private static final int ONE_IN = 20;

  /** A round takes so long at least: what is learnt from the cloud gets old meanwhile. */
  private static final Duration PACE = Duration.ofSeconds(12);

  private static final int FILES = 30;
  private static final int LONGEST = 300_000;

  @TempDir private Path folder;
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void aRepositoryAndATable_outliveTheFaultsOfTheirCloud() throws Exception {
    Path python = python();
    Duration length =
        Duration.ofMinutes(Long.parseLong(System.getenv("HORIZON_CLOUD_FAULTS_MINUTES")));
    long end = System.nanoTime() + length.toNanos();
    System.out.println("seed " + seed);
    Path files = Files.createDirectory(folder.resolve("files"));
    int round = 0;
    try (S3ProxyServer store = S3ProxyServer.start(Files.createDirectory(folder.resolve("s3")));
        FaultyLine line = FaultyLine.before(store.url(), ONE_IN, seed);
        NodeUnderTest node =
            NodeUnderTest.startWith(
                Map.of("JAVA_TOOL_OPTIONS", "-Xmx256m -XX:MaxDirectMemorySize=256m"),
                folder.resolve("data"))) {
      StoodBefore.make(node, line.url(), "cloudy", "--freshness=ttl=10s");
      Map<String, String> keys =
          Map.of(
              "AWS_ACCESS_KEY_ID", node.rootAccessKeyId(),
              "AWS_SECRET_ACCESS_KEY", node.rootSecretAccessKey());
      restic(node.s3(), "cloudy", keys, "init");
      while (System.nanoTime() < end) {
        long begun = System.nanoTime();
        change(files);
        restic(node.s3(), "cloudy", keys, "backup", "files");
        table(python, node.s3(), "cloudy", Map.of(), round);
        if (round % 3 == 2) {
          var _ = node.run("cache", "evict", "cloudy");
        }
        if (round % 4 == 3) {
          restic(node.s3(), "cloudy", keys, "check", "--read-data");
        }
        if (round % 5 == 4) {
          restored(node.s3(), "cloudy", keys, files);
          restic(node.s3(), "cloudy", keys, "forget", "--keep-last", "3", "--prune");
        }
        round++;
        long left = PACE.toNanos() - (System.nanoTime() - begun);
        Thread.sleep(Duration.ofNanos(Math.max(0, left)));
      }
      line.getWell();
      System.out.println(round + " rounds, of which went wrong: " + line.met());
      assertThat(line.met()).hasSize(FaultyLine.Trouble.values().length);
      assertThat(node.run("origin", "drain")).contains("Nothing waits.");

      Map<String, String> atTheCloud =
          Map.of(
              "AWS_ACCESS_KEY_ID", S3ProxyServer.ACCESS_KEY,
              "AWS_SECRET_ACCESS_KEY", S3ProxyServer.SECRET_KEY);
      restic(store.url(), S3ProxyServer.BUCKET, atTheCloud, "check", "--read-data");
      restored(store.url(), S3ProxyServer.BUCKET, atTheCloud, files);
      table(python, store.url(), S3ProxyServer.BUCKET, atTheCloud, round - 1, "--check");
    }
  }

  private static Path python() {
    Path python =
        Path.of(
            System.getenv()
                .getOrDefault(
                    "HORIZON_CLIENTS_VENV",
                    System.getProperty("user.home") + "/.cache/horizonpush/clients"),
            "bin/python");
    assumeTrue(Files.exists(python), () -> python + " is missing: run make soak");
    return python;
  }

  /** Writes some files anew, with bytes that the seed decides. */
  private void change(Path files) throws IOException {
    for (int i = 0; i < FILES / 5; i++) {
      byte[] bytes = new byte[random.nextInt(LONGEST)];
      random.nextBytes(bytes);
      Files.write(files.resolve("file-" + random.nextInt(FILES)), bytes);
    }
  }

  private void restored(URI server, String bucket, Map<String, String> keys, Path files)
      throws IOException {
    Path to = Files.createTempDirectory(folder, "restored");
    restic(server, bucket, keys, "restore", "latest", "--target", to.toString());
    assertThat(read(to.resolve("files"))).as("restored, seed %d", seed).isEqualTo(read(files));
  }

  private static Map<String, Integer> read(Path directory) throws IOException {
    Map<String, Integer> read = new TreeMap<>();
    try (Stream<Path> all = Files.list(directory)) {
      all.forEach(
          file -> {
            try {
              int sum = java.util.Arrays.hashCode(Files.readAllBytes(file));
              read.put(file.getFileName().toString(), sum);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return read;
  }

  private void restic(URI server, String bucket, Map<String, String> keys, String... arguments) {
    Map<String, String> environment = new TreeMap<>(keys);
    // The first segment of a repository's path is the bucket, so that the endpoint can have no
    // path.
    environment.put(
        "RESTIC_REPOSITORY", "s3:http://" + server.getAuthority() + "/" + bucket + "/repository");
    environment.put("RESTIC_PASSWORD", "not-a-secret");
    // Without a cache, so that it reads what it wrote.
    List<String> command =
        Stream.concat(Stream.of("restic", "--quiet", "--no-cache"), Stream.of(arguments)).toList();
    Commands.Result ran = Commands.run(command, environment, folder);
    assertThat(ran.exitCode()).as("%s, seed %d: %s", command, seed, ran).isZero();
  }

  private void table(
      Path python, URI server, String bucket, Map<String, String> keys, int round, String... more)
      throws IOException {
    Path script = folder.resolve("delta-table.py");
    try (InputStream source =
        Objects.requireNonNull(CloudFaultsIT.class.getResourceAsStream("delta-table.py"))) {
      Files.write(script, source.readAllBytes());
    }
    List<String> command =
        Stream.concat(
                Stream.of(
                    python.toString(),
                    script.toString(),
                    server.toString(),
                    "s3://" + bucket + "/table",
                    Integer.toString(round)),
                Stream.of(more))
            .toList();
    Commands.Result ran = Commands.run(command, keys, folder);
    assertThat(ran.exitCode()).as("%s, seed %d: %s", command, seed, ran).isZero();
  }
}
