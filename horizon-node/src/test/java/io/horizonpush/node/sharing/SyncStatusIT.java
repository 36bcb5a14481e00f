package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.process.NodeUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node shows of those that it shares buckets with, while they come, go and fall behind. */
class SyncStatusIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int LENGTH = 40_000;
  private static final String BODY = "x".repeat(LENGTH);

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void aMember_isShownWithItsConnection_andFallsBehindWhileItIsStopped() throws Exception {
    try (NodeUnderTest one = start("one")) {
      one.run("bucket", "create", "photos");
      String two;
      try (NodeUnderTest follower = start("two")) {
        two = id(follower);
        String ticket = one.run("ticket", "export", "photos", "--mode", "write").strip();
        follower.run("ticket", "import", ticket);
        put(one, "first");
        awaitInStep(one, two);
        awaitInStep(follower, id(one));
        assertConnected(one, two);
        assertFetched(follower, id(one));
        assertThat(one.run("bucket", "members", "photos"))
            .contains(", two", "  direct at ", ", round trip ", "  has from it  all, since ");
        assertThat(one.run("status")).contains("Peers     1 connected", "1 of 1 buckets in step");
      }
      await().atMost(PATIENCE).until(() -> peers(one).isEmpty());
      Instant lastInStep = Instant.parse(sync(one, two).path("last-in-step").asText());
      put(one, "second");
      put(one, "third");
      await().atMost(PATIENCE).untilAsserted(() -> assertBehind(one, two, 2));
      put(one, "fourth");
      await().atMost(PATIENCE).untilAsserted(() -> assertBehind(one, two, 3));
      JsonNode gone = sync(one, two);
      assertThat(gone.has("link")).isFalse();
      assertThat(gone.has("in-step-since")).isFalse();
      assertThat(gone.path("last-in-step").asText()).isEqualTo(lastInStep.toString());
      assertThat(metric(one, "horizon_sync_lag_records")).isEqualTo(3);
      assertThat(one.run("bucket", "members", "photos"))
          .contains("  not connected", "  lacks        3 records, of 120000 bytes of objects");

      try (NodeUnderTest again = start("two")) {
        awaitInStep(one, id(again));
        assertThat(metric(one, "horizon_sync_lag_records")).isZero();
        assertThat(Instant.parse(sync(one, two).at("/behind/heard").asText()))
            .isAfter(Instant.parse(gone.at("/behind/heard").asText()));
      }
    }
  }

  private void assertConnected(NodeUnderTest node, String other) {
    JsonNode peer = peers(node).path(0);
    assertThat(peer.path("node").asText()).isEqualTo(other);
    assertThat(peer.path("buckets").asInt()).isEqualTo(1);
    for (JsonNode link : new JsonNode[] {peer.path("link"), sync(node, other).path("link")}) {
      assertThat(link.path("way").asText()).isEqualTo("direct");
      assertThat(link.path("address").asText()).contains(":");
      assertThat(Duration.parse(link.path("round-trip").asText()))
          .isBetween(Duration.ofNanos(1000), Duration.ofSeconds(5));
    }
    assertThat(metric(node, "horizon_peers_relayed")).isZero();
    assertThat(metric(node, "horizon_peer_round_trip_seconds{node=\"" + other + "\"}"))
        .isBetween(0.000_001, 5.0);
  }

  /** The bytes of an object come when it is read, and are counted by the member that gives them. */
  private void assertFetched(NodeUnderTest node, String other) throws Exception {
    assertThat(metric(node, "horizon_fetched_bytes_total")).isZero();
    await().atMost(PATIENCE).until(() -> get(node, "first").equals(BODY));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(metric(node, "horizon_fetched_bytes_total"))
                    .isGreaterThanOrEqualTo(LENGTH));
    assertThat(sync(node, other).path("fetched-bytes").asDouble())
        .isEqualTo(metric(node, "horizon_fetched_bytes_total"));
  }

  private static void assertBehind(NodeUnderTest node, String member, int records) {
    JsonNode behind = sync(node, member).path("behind");
    assertThat(behind.path("records").asInt()).isEqualTo(records);
    assertThat(behind.path("bytes").asInt()).isEqualTo(records * LENGTH);
    assertThat(behind.path("more").asBoolean()).isFalse();
  }

  private static void awaitInStep(NodeUnderTest node, String member) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode sync = sync(node, member);
              assertThat(sync.has("in-step-since")).isTrue();
              assertThat(sync.has("last-in-step")).isTrue();
              assertThat(sync.at("/behind/records").asInt(-1)).isZero();
              assertThat(sync.at("/behind/bytes").asInt(-1)).isZero();
            });
  }

  private NodeUnderTest start(String name) {
    return NodeUnderTest.start(folder.resolve(name), "--set", "node.name=" + name);
  }

  private static String id(NodeUnderTest node) {
    return node.ask("/admin/v1/status").at("/endpoints/node-id").asText();
  }

  private static JsonNode peers(NodeUnderTest node) {
    return node.ask("/admin/v1/status").path("peers");
  }

  private static JsonNode sync(NodeUnderTest node, String member) {
    for (JsonNode each : node.ask("/admin/v1/buckets/photos/members").path("members")) {
      if (each.path("node").asText().equals(member)) {
        return each.path("sync");
      }
    }
    throw new AssertionError(member + " is no member");
  }

  private static double metric(NodeUnderTest node, String name) {
    Optional<String> line =
        node.metrics().lines().filter(each -> each.startsWith(name + " ")).findFirst();
    return Double.parseDouble(line.orElseThrow().substring(name.length() + 1));
  }

  private void put(NodeUnderTest node, String key) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.s3() + "/photos/" + key))
            .PUT(BodyPublishers.ofString(BODY))
            .build();
    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private String get(NodeUnderTest node, String key) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(node.s3() + "/photos/" + key)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }
}
