package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.process.NodeUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes of another node that are fetched before anybody reads them. */
class MirrorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void whatIsPrefetchedOrMirrored_isThereWhenNobodyElseIs() throws Exception {
    try (NodeUnderTest owner = NodeUnderTest.start(folder.resolve("owner"));
        NodeUnderTest copy = NodeUnderTest.start(folder.resolve("copy"))) {
      owner.run("bucket", "create", "photos");
      String ticket = owner.run("ticket", "export", "photos", "--mode", "read").strip();
      copy.run("ticket", "import", ticket);
      for (String key : new String[] {"a/1", "a/2", "b/1"}) {
        put(owner, key);
      }
      for (String key : new String[] {"a/1", "a/2", "b/1"}) {
        await().atMost(PATIENCE).until(() -> ask(copy, "HEAD", key).statusCode() == 200);
      }

      assertThat(copy.run("cache", "prefetch", "photos/a/"))
          .contains("Fetched 2 blobs, 80000 bytes, of 2 objects.");
      assertThat(copy.run("bucket", "inspect", "photos", "--key", "b/1")).contains("absent");
      assertThat(copy.run("cache", "prefetch", "photos/a/")).contains("Fetched 0 blobs");

      assertThat(copy.run("bucket", "set", "photos", "pull=mirror")).contains("mirrored");
      put(owner, "later");
      for (String key : new String[] {"b/1", "later"}) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(copy.run("bucket", "inspect", "photos", "--key", key))
                        .contains("whole"));
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(copy.metrics()).contains("horizon_mirror_missing 0.0"));
      assertThat(owner.stop()).isZero();
      for (String key : new String[] {"a/1", "a/2", "b/1", "later"}) {
        assertThat(ask(copy, "GET", key).body()).isEqualTo(body(key));
      }
    }
  }

  private static String body(String key) {
    return (key + "x".repeat(40_000)).substring(0, 40_000);
  }

  private void put(NodeUnderTest node, String key) throws IOException, InterruptedException {
    assertThat(ask(node, "PUT", key).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> ask(NodeUnderTest node, String method, String key)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(node.s3() + "/photos/" + key))
            .method(
                method,
                method.equals("PUT") ? BodyPublishers.ofString(body(key)) : BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
