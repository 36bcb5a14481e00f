package io.horizonpush.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.s3.api.TestingS3Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A node that is attacked, and an honest client of it. */
final class Attack implements AutoCloseable {

  /** How long an honest client may wait for an answer, on a busy machine. */
  static final Duration PATIENCE =
      Duration.ofSeconds(
          Integer.parseInt(System.getenv().getOrDefault("HORIZON_PATIENCE_SECONDS", "5")));

  private final NodeUnderTest node;
  private final TestingS3Client honest;

  /**
   * Starts a node with a bucket.
   *
   * @param java options of its Java, such as its heap; empty for the node's own choice
   */
  Attack(Path data, String java, String... options) {
    node =
        java.isEmpty()
            ? NodeUnderTest.start(data, options)
            : NodeUnderTest.startWith(Map.of("JAVA_TOOL_OPTIONS", java), data, options);
    honest = new TestingS3Client(node.s3());
    assertThat(honest.send("PUT", "/attacked").status()).isEqualTo(200);
  }

  NodeUnderTest node() {
    return node;
  }

  TestingS3Client honest() {
    return honest;
  }

  int port() {
    return node.s3().getPort();
  }

  /** How the memory for bodies is. */
  JsonNode bodies() {
    return node.ask("/admin/v1/status").at("/memory/bodies");
  }

  /** An honest client stores bodies of every kind and reads them again, soon. */
  void assertOthersAreServed() {
    for (int length : new int[] {100, 10_000, 100_000, 3_000_000}) {
      byte[] body = new byte[length];
      long begun = System.nanoTime();
      assertThat(honest.put("/attacked/honest-" + length, body).status()).isEqualTo(200);
      assertThat(honest.get("/attacked/honest-" + length).body()).isEqualTo(body);
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("%d bytes", length)
          .isLessThan(PATIENCE);
    }
  }

  @Override
  public void close() {
    node.close();
  }
}
