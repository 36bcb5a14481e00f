package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.server.S3ProxyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is written to a node reaches the origin of its bucket: told by the real aws command line, of
 * which another looks at the origin itself.
 *
 * <p>The node is killed five times; {@code HORIZON_ORIGIN_KILLS} sets another number.
 */
@Timeout(1200)
class WriteBackIT {

  private static final int FILES = 60;
  private static final int LARGE = 30 << 20;

  @TempDir Path folder;
  private S3ProxyServer store;

  @BeforeEach
  void startTheStore() throws IOException {
    store = S3ProxyServer.start(Files.createDirectory(folder.resolve("store")));
  }

  private NodeUnderTest start() {
    return NodeUnderTest.start(folder.resolve("data"));
  }

  @Test
  void whatIsWritten_isAtTheOriginAlsoIfThatWasDown() throws IOException {
    try (NodeUnderTest node = start()) {
      StoodBefore.make(node, store, "cloudy");
      Aws aws = new Aws(node.s3().toString(), folder, Map.of(), List.of("--no-sign-request"));
      Path tree = tree(folder.resolve("tree"));
      aws.succeeds("s3", "sync", "tree", "s3://cloudy", "--only-show-errors");
      Files.writeString(tree.resolve("dir-1/file-1"), "overwritten");
      Files.delete(tree.resolve("dir-2/file-2"));
      write(tree.resolve("large"), 1, LARGE);
      aws.succeeds("s3", "sync", "tree", "s3://cloudy", "--delete", "--only-show-errors");
      assertThat(node.run("origin", "drain", "there")).contains("Nothing waits.");
      assertThat(atTheOrigin("first")).isEqualTo(read(tree));

      store.close();
      Files.writeString(tree.resolve("dir-3/file-3"), "while it was down");
      Files.delete(tree.resolve("dir-4/file-4"));
      write(tree.resolve("another"), 2, LARGE);
      // Without a listing, of which the origin would be asked.
      for (String written : List.of("dir-3/file-3", "another")) {
        aws.succeeds("s3", "cp", "tree/" + written, "s3://cloudy/" + written, "--only-show-errors");
      }
      aws.succeeds("s3", "rm", "s3://cloudy/dir-4/file-4", "--only-show-errors");
      assertThat(node.run("origin", "queue")).contains("there  3 changes");
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> node.run("status").contains("3 changes wait for the origin there"));
      assertThat(node.metrics())
          .contains("horizon_origin_queue_tasks{origin=\"there\"} 3.0")
          .contains("horizon_origin_queue_stuck{origin=\"there\"} 0.0");
      for (String seen : List.of("dir-3/file-3", "dir-1/file-1")) {
        aws.succeeds("s3", "cp", "s3://cloudy/" + seen, "seen", "--only-show-errors");
        assertThat(folder.resolve("seen")).hasSameBinaryContentAs(tree.resolve(seen));
      }

      store = store.again();
      assertThat(node.run("origin", "drain")).contains("Nothing waits.");
      aws.succeeds("s3", "sync", "s3://cloudy", "here", "--only-show-errors");
      assertThat(read(folder.resolve("here"))).isEqualTo(read(tree));
      assertThat(atTheOrigin("second")).isEqualTo(read(tree));
      assertThat(node.log()).doesNotContain(S3ProxyServer.SECRET_KEY);
    } finally {
      store.close();
    }
  }

  /** What another client finds at the origin, by name. */
  private Map<String, String> atTheOrigin(String name) throws IOException {
    Aws other =
        new Aws(
            store.url().toString(),
            folder,
            Map.of(
                "AWS_ACCESS_KEY_ID", S3ProxyServer.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", S3ProxyServer.SECRET_KEY,
                "AWS_DEFAULT_REGION", "us-east-1"),
            List.of());
    Path copy = Files.createDirectory(folder.resolve("there-" + name));
    other.succeeds(
        "s3", "sync", "s3://" + S3ProxyServer.BUCKET, copy.toString(), "--only-show-errors");
    return read(copy);
  }

  private static Path tree(Path folder) throws IOException {
    for (int i = 0; i < FILES; i++) {
      write(folder.resolve("dir-" + i % 7).resolve("file-" + i), i, 100 + 700 * i);
    }
    return folder;
  }

  private static void write(Path file, long seed, int length) throws IOException {
    Files.createDirectories(file.getParent());
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    Files.write(file, bytes);
  }

  private static Map<String, String> read(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  files.put(
                      folder.relativize(file).toString(),
                      Files.readString(file, StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
    return files;
  }
}
