package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.Commands.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The story of README, told by the real aws command line: unsigned as people type it, and signed
 * with the root key.
 */
class AwsCliIT {

  private static final int TREE_FILES = 2000;
  private static final int LARGE_FILE = 300 << 20;

  @TempDir Path folder;

  @Test
  void readmeStory_unsigned() throws IOException {
    try (NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"))) {
      tell(new Aws(node.s3().toString(), folder, Map.of(), List.of("--no-sign-request")), node);
    }
  }

  @Test
  void readmeStory_signedWithTheRootKey() throws IOException {
    try (NodeUnderTest node =
        NodeUnderTest.start(folder.resolve("data"), "--set", "s3.anonymous=never")) {
      Map<String, String> key =
          Map.of(
              "AWS_ACCESS_KEY_ID", node.rootAccessKeyId(),
              "AWS_SECRET_ACCESS_KEY", node.rootSecretAccessKey());
      Aws unsigned = new Aws(node.s3().toString(), folder, Map.of(), List.of("--no-sign-request"));
      assertThat(unsigned.run("s3", "ls").exitCode()).isNotZero();

      tell(new Aws(node.s3().toString(), folder, key, List.of()), node);
    }
  }

  private void tell(Aws aws, NodeUnderTest node) throws IOException {
    aws.succeeds("s3", "mb", "s3://horizon_bucket");
    copyOneFile(aws);
    survivesAKill(aws, node);
    syncATree(aws);
    moveALargeFile(aws);
    aws.succeeds("s3", "rm", "s3://horizon_bucket", "--recursive");
    assertThat(aws.succeeds("s3", "ls", "s3://horizon_bucket", "--recursive").out()).isEmpty();
    aws.succeeds("s3", "rb", "s3://horizon_bucket");
    assertThat(aws.succeeds("s3", "ls").out()).doesNotContain("horizon_bucket");
  }

  private void copyOneFile(Aws aws) throws IOException {
    Files.writeString(folder.resolve("my_test_file.txt"), "a file like any other\n");
    aws.succeeds("s3", "cp", "my_test_file.txt", "s3://horizon_bucket");
    Result head =
        aws.succeeds(
            "s3api", "head-object", "--bucket", "horizon_bucket", "--key", "my_test_file.txt");
    assertThat(head.out()).contains("\"ContentLength\": 22", "\"ContentType\": \"text/plain\"");
    aws.succeeds("s3", "cp", "s3://horizon_bucket/my_test_file.txt", "test-download.txt");
    assertThat(folder.resolve("test-download.txt"))
        .hasSameBinaryContentAs(folder.resolve("my_test_file.txt"));
    assertThat(aws.succeeds("s3", "ls").out()).contains("horizon_bucket");
    assertThat(aws.succeeds("s3", "ls", "s3://horizon_bucket").out())
        .contains("22 my_test_file.txt");
  }

  /** The same objects after {@code kill -9}, and nothing waits for their document any more. */
  private void survivesAKill(Aws aws, NodeUnderTest node) throws IOException {
    node.kill();
    String anonymous = aws.options().isEmpty() ? "never" : "loopback";
    String address = node.s3().getHost() + ":" + node.s3().getPort();
    NodeUnderTest again =
        NodeUnderTest.start(
            node.dataDirectory(), "--s3-address", address, "--set", "s3.anonymous=" + anonymous);
    cleanUp.add(again);
    Files.delete(folder.resolve("test-download.txt"));
    aws.succeeds("s3", "cp", "s3://horizon_bucket/my_test_file.txt", "test-download.txt");
    assertThat(folder.resolve("test-download.txt"))
        .hasSameBinaryContentAs(folder.resolve("my_test_file.txt"));
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () -> {
              Result inspect = again.command("bucket", "inspect", "horizon_bucket");
              assertThat(inspect.exitCode()).as(inspect.toString()).isZero();
              assertThat(inspect.out())
                  .containsPattern("(?i)document.*[0-9a-f]{64}")
                  .containsPattern("Backlog +0\\b");
            });
  }

  private void syncATree(Aws aws) throws IOException {
    Path tree = folder.resolve("tree");
    Random random = new Random(42);
    for (int i = 0; i < TREE_FILES; i++) {
      Path file =
          tree.resolve("dir " + i % 37).resolve("f\u00fcr-" + i + (i % 5 == 0 ? "+.bin" : ".txt"));
      Files.createDirectories(file.getParent());
      byte[] bytes = new byte[random.nextInt(20_000)];
      random.nextBytes(bytes);
      Files.write(file, bytes);
    }
    aws.succeeds("s3", "sync", "tree", "s3://horizon_bucket/tree", "--only-show-errors");
    aws.succeeds("s3", "sync", "s3://horizon_bucket/tree", "tree-back", "--only-show-errors");
    assertThat(read(folder.resolve("tree-back"))).isEqualTo(read(tree));
    assertThat(aws.succeeds("s3", "sync", "tree", "s3://horizon_bucket/tree").out()).isEmpty();
  }

  private void moveALargeFile(Aws aws) throws IOException {
    Path large = folder.resolve("large.bin");
    Random random = new Random(7);
    byte[] chunk = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(large)) {
      for (int written = 0; written < LARGE_FILE; written += chunk.length) {
        random.nextBytes(chunk);
        out.write(chunk);
      }
    }
    aws.succeeds("s3", "cp", "large.bin", "s3://horizon_bucket/large.bin", "--only-show-errors");
    aws.succeeds(
        "s3",
        "mv",
        "s3://horizon_bucket/large.bin",
        "s3://horizon_bucket/moved/large.bin",
        "--only-show-errors");
    assertThat(aws.succeeds("s3", "ls", "s3://horizon_bucket").out()).doesNotContain("large.bin");
    aws.succeeds(
        "s3", "cp", "s3://horizon_bucket/moved/large.bin", "large-back.bin", "--only-show-errors");
    assertThat(Files.mismatch(large, folder.resolve("large-back.bin"))).isEqualTo(-1);
    Files.delete(folder.resolve("large-back.bin"));
  }

  private static Map<String, Integer> read(Path tree) throws IOException {
    Map<String, Integer> contents = new HashMap<>();
    try (var files = Files.walk(tree)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(tree.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  private final List<NodeUnderTest> cleanUp = new ArrayList<>();

  @org.junit.jupiter.api.AfterEach
  void endNodes() {
    cleanUp.forEach(NodeUnderTest::close);
  }
}
