package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose heap is used up ends, and has lost nothing; half a node would be worse. */
class OutOfMemoryIT {

  private static final byte[] BODY = new byte[300_000];

  @TempDir Path folder;

  private NodeUnderTest start(String options) throws IOException {
    Path sign = folder.resolve("take");
    Files.deleteIfExists(sign);
    return NodeUnderTest.startWith(
        Map.of("JAVA_TOOL_OPTIONS", options + " " + MemoryHog.option(folder, sign)),
        folder.resolve("data"));
  }

  @Test
  void aNodeWithAHeapThatSomebodyChose_endsAtOnce_withACodeAndALineOfItsOwn() throws IOException {
    try (NodeUnderTest node = start("-Xmx96m")) {
      TestingS3Client client = new TestingS3Client(node.s3());
      assertThat(client.send("PUT", "/memory").status()).isEqualTo(200);
      assertThat(client.put("/memory/kept", BODY).status()).isEqualTo(200);
      Files.createFile(folder.resolve("take"));
      assertThat(node.awaitEnd()).isEqualTo(3);
      assertThat(node.log()).containsOnlyOnce("java.lang.OutOfMemoryError: Java heap space");
    }
    try (NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"))) {
      TestingS3Client client = new TestingS3Client(node.s3());
      assertThat(client.get("/memory/kept").body()).isEqualTo(BODY);
      assertThat(CrashChecks.findings(node)).isEmpty();
    }
  }

  @Test
  void evenWhereJavaIsToldToGoOn_theNodeEndsWithItsFirstRequestOrTask() throws IOException {
    try (NodeUnderTest node = start("-Xmx96m -XX:-ExitOnOutOfMemoryError")) {
      Files.createFile(folder.resolve("take"));
      assertThat(node.awaitEnd()).isEqualTo(3);
      assertThat(node.log()).containsOnlyOnce("the heap of Java is used up");
    }
  }
}
