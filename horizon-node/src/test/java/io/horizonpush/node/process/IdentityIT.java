package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores of another node or another time, put before a node: it tells, and changes nothing. */
class IdentityIT {

  private static final List<String> STORES = List.of("index.db", "content", "docs");

  @TempDir Path folder;

  @Test
  void aStoreThatIsMissing_older_orForeign_refusesTheStart() throws IOException {
    Path data = makeNode("data");
    Path foreign = makeNode("foreign");
    Path older = folder.resolve("older");
    copy(data, older);
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      assertThat(node.stop()).isZero();
    }
    for (String store : STORES) {
      Path moved = folder.resolve("moved-" + store);
      Files.move(data.resolve(store), moved);
      if (!store.equals("docs")) {
        assertRefused(data, "is missing");
        assertThat(data.resolve(store)).doesNotExist();
      }
      copy(older.resolve(store), data.resolve(store));
      assertRefused(data, "is an older copy");
      Path away = folder.resolve("older-" + store);
      Files.move(data.resolve(store), away);
      copy(foreign.resolve(store), data.resolve(store));
      assertRefused(data, "belongs to installation");
      Files.move(data.resolve(store), folder.resolve("foreign-" + store));
      Files.move(moved, data.resolve(store));
    }
    Files.move(data.resolve("node.key"), folder.resolve("node.key"));
    assertRefused(data, "node.key is missing");
    Files.move(folder.resolve("node.key"), data.resolve("node.key"));
    Files.move(data.resolve("docs"), folder.resolve("lost-docs"));
    assertStarts(data);
  }

  private static void assertStarts(Path data) {
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      assertThat(node.log()).contains("the documents are made again");
      assertThat(new TestingS3Client(node.s3()).get("/horizon_bucket/large").body())
          .hasSize(1 << 20);
      CrashChecks.awaitPublished(node);
      assertThat(CrashChecks.findings(node)).isEmpty();
    }
  }

  private static void assertRefused(Path data, String why) throws IOException {
    List<String> before = files(data);
    Commands.Result start =
        NodeUnderTest.command(
            data, "start-server", "--s3-address", "127.0.0.1:0", "--admin-address", "127.0.0.1:0");
    assertThat(start.exitCode()).as(start.toString()).isEqualTo(1);
    assertThat(start.err().lines().filter(line -> line.startsWith("horizon-node:")))
        .singleElement()
        .asString()
        .contains(why)
        .contains("nothing was changed");
    assertThat(files(data)).isEqualTo(before);
  }

  private Path makeNode(String name) throws IOException {
    Path data = folder.resolve(name);
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      CrashChecks.createBucket(node.s3());
      TestingS3Client client = new TestingS3Client(node.s3());
      assertThat(client.put("/horizon_bucket/small", new byte[100]).status()).isEqualTo(200);
      assertThat(client.put("/horizon_bucket/large", new byte[1 << 20]).status()).isEqualTo(200);
      CrashChecks.awaitPublished(node);
      assertThat(node.stop()).isZero();
    }
    return data;
  }

  /** Bytes and documents, by name and length. */
  private static List<String> files(Path data) throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      return all.filter(
              file ->
                  file.startsWith(data.resolve("content")) || file.startsWith(data.resolve("docs")))
          .map(file -> file + " " + file.toFile().length())
          .sorted()
          .toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
