package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.fallback.server.S3ProxyServer;
import io.horizonpush.node.testing.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cloud had before, taken over by a node that is killed while it does. */
class OriginImportIT {

  private static final int KEYS = 4200;

  @TempDir private Path folder;

  @Test
  void anImport_goesOnBehindAKill_andTakesOverEachKeyOnce() throws Exception {
    Path kept = Files.createDirectory(folder.resolve("s3"));
    try (S3ProxyServer store = S3ProxyServer.start(kept)) {
      Path bucket =
          Files.createDirectories(
              kept.resolve("store").resolve(S3ProxyServer.BUCKET).resolve("data"));
      for (int i = 0; i < KEYS; i++) {
        Files.writeString(bucket.resolve("key-%05d".formatted(i)), "text " + i);
      }
      NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"));
      try {
        StoodBefore.giveAccess(
            node, store.url(), StoodBefore.ORIGIN, S3ProxyServer.ACCESS_KEY, "--prefix=data/");
        StoodBefore.set(node, "cached");
        JsonNode _ = node.order("/admin/v1/buckets/cached/import", "{\"head\":true}");
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> report(node).path("seen").asLong() >= 1000);
        node.kill();
      } finally {
        node.close();
      }
      try (NodeUnderTest again = NodeUnderTest.start(folder.resolve("data"))) {
        JsonNode done = Json.read(again.run("origin", "import", "cached", "--head", "--json"));
        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(done.path("seen").asInt()).isEqualTo(KEYS);
        assertThat(done.path("learnt").asInt() + done.path("known").asInt()).isEqualTo(KEYS);
        assertThat(again.ask("/admin/v1/buckets/cached").at("/usage/current/count").asInt())
            .isEqualTo(KEYS);
        assertThat(again.run("origin", "import", "cached", "--cancel")).contains("done: 4200 keys");
      }
    }
  }

  private static JsonNode report(NodeUnderTest node) {
    return node.ask("/admin/v1/buckets/cached/import");
  }
}
