package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.server.S3ProxyServer;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.process.StoodBefore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is written to a member without access reaches the origin by one that has some. */
@Timeout(300)
class OriginTakeoverIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String BUCKET = "cloudy";

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void whatAMemberWithoutAccessWrites_isBroughtThereByAnother_withItsBytes() throws Exception {
    S3ProxyServer store = S3ProxyServer.start(Files.createDirectory(folder.resolve("store")));
    try (NodeUnderTest one =
            NodeUnderTest.start(folder.resolve("one"), "--set", "fallback.takeover=1s");
        NodeUnderTest two = NodeUnderTest.start(folder.resolve("two"))) {
      StoodBefore.make(one, store, BUCKET);
      two.run("ticket", "import", one.run("ticket", "export", BUCKET, "--mode", "write").strip());
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(two.run("bucket", "origins", BUCKET)).contains("write-back"));
      byte[] small = bytes(1, 5_000);
      byte[] large = bytes(2, 3_000_000);
      put(two, "small", small);
      put(two, "large", large);
      assertThat(two.run("origin", "queue")).contains("2 changes");

      awaitThere("small", small);
      awaitThere("large", large);

      assertThat(send(two, "small", HttpRequest.newBuilder().DELETE()).statusCode()).isEqualTo(204);
      await().atMost(PATIENCE).until(() -> !Files.exists(there("small")));
    } finally {
      store.close();
    }
  }

  private void awaitThere(String key, byte[] bytes) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(there(key)).hasBinaryContent(bytes));
  }

  private Path there(String key) {
    return folder.resolve("store").resolve("store").resolve(S3ProxyServer.BUCKET).resolve(key);
  }

  private static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private void put(NodeUnderTest node, String key, byte[] bytes) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder().PUT(BodyPublishers.ofByteArray(bytes));
    assertThat(send(node, key, request).statusCode()).isEqualTo(200);
  }

  private HttpResponse<byte[]> send(NodeUnderTest node, String key, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.uri(URI.create(node.s3() + "/" + BUCKET + "/" + key)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }
}
