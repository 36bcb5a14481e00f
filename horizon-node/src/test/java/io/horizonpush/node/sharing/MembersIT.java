package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What members of a bucket may do through their own S3 ports, and what they get once removed. */
class MembersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String BODY = "x".repeat(40_000);

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void aReader_readsAndChangesNothing_andAWriterWritesForAll() throws Exception {
    try (NodeUnderTest owner = start("owner");
        NodeUnderTest reader = start("reader");
        NodeUnderTest writer = start("writer")) {
      owner.run("bucket", "create", "photos");
      join(owner, reader, "read");
      join(owner, writer, "write");
      assertThat(put(owner, "by-owner")).isEqualTo(200);
      awaitBody(reader, "by-owner");

      HttpResponse<String> refused = ask(reader, "PUT", "by-reader");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("AccessDenied");
      assertThat(ask(reader, "DELETE", "by-owner").statusCode()).isEqualTo(403);
      await().atMost(PATIENCE).until(() -> put(writer, "by-writer") == 200);
      awaitBody(owner, "by-writer");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(owner.metrics())
                      .contains("horizon_peers 2.0", "horizon_sync_refused_total 0.0")
                      .containsPattern("horizon_sync_given_total [1-9]"));
      awaitBody(reader, "by-writer");
      HttpResponse<String> shared = ask(owner, "DELETE", "");
      assertThat(shared.statusCode()).isEqualTo(409);
      assertThat(shared.body()).contains("bucket leave");
    }
  }

  @Test
  void whoIsRemoved_getsNothingAnyMore() throws Exception {
    try (NodeUnderTest owner = start("owner");
        NodeUnderTest removed = start("removed");
        NodeUnderTest other = start("other")) {
      owner.run("bucket", "create", "photos");
      join(owner, removed, "read");
      join(owner, other, "read");
      put(owner, "before");
      awaitListed(removed, "before");
      awaitListed(other, "before");

      owner.run("bucket", "members", "photos", "--remove", id(removed));
      put(owner, "after");
      awaitBody(other, "after");

      assertThat(ask(removed, "GET", "after").statusCode()).isEqualTo(404);
      assertThat(ask(removed, "GET", "before").statusCode())
          .as("a record that came before, whose bytes did not")
          .isEqualTo(503);
    }
  }

  @Test
  void whenAWriterIsRemoved_theOthersGoToAnotherEpoch_andAWriterMayLeaveThen() throws Exception {
    try (NodeUnderTest owner = start("owner");
        NodeUnderTest removed = start("removed");
        NodeUnderTest writer = start("writer")) {
      owner.run("bucket", "create", "photos");
      join(owner, removed, "write");
      join(owner, writer, "read");
      owner.run("bucket", "members", "photos", "--mode", id(writer) + "=write");
      await().atMost(PATIENCE).until(() -> put(writer, "by-writer") == 200);
      assertThat(put(removed, "by-removed")).isEqualTo(200);
      awaitBody(owner, "by-removed");
      awaitBody(owner, "by-writer");
      String before = document(owner);

      owner.run("bucket", "members", "photos", "--remove", id(removed));
      await().atMost(PATIENCE).until(() -> !document(owner).equals(before));
      await().atMost(PATIENCE).until(() -> document(writer).equals(document(owner)));
      assertThat(put(owner, "after")).isEqualTo(200);
      awaitBody(writer, "after");
      awaitBody(writer, "by-removed");
      assertThat(document(removed)).isEqualTo(before);
      assertThat(ask(removed, "GET", "after").statusCode()).isEqualTo(404);
      for (NodeUnderTest node : List.of(owner, writer)) {
        assertThat(Json.read(node.run("verify", "--json")).path("findings")).isEmpty();
      }
      await()
          .atMost(PATIENCE)
          .until(() -> writer.command("bucket", "leave", "photos").exitCode() == 0);
    }
  }

  /** The document that a node's bucket is in. */
  private static String document(NodeUnderTest node) {
    return Json.read(node.run("bucket", "inspect", "photos", "--json")).at("/document/id").asText();
  }

  private NodeUnderTest start(String name) {
    return NodeUnderTest.start(folder.resolve(name));
  }

  private static String id(NodeUnderTest node) {
    return node.ask("/admin/v1/status").at("/endpoints/node-id").asText();
  }

  private static void join(NodeUnderTest owner, NodeUnderTest node, String mode) {
    String ticket = owner.run("ticket", "export", "photos", "--mode", mode).strip();
    node.run("ticket", "import", ticket);
  }

  private void awaitListed(NodeUnderTest node, String key) {
    await().atMost(PATIENCE).until(() -> ask(node, "HEAD", key).statusCode() == 200);
  }

  private void awaitBody(NodeUnderTest node, String key) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(ask(node, "GET", key).body()).isEqualTo(BODY));
  }

  private int put(NodeUnderTest node, String key) throws IOException, InterruptedException {
    return ask(node, "PUT", key).statusCode();
  }

  private HttpResponse<String> ask(NodeUnderTest node, String method, String key)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(node.s3() + "/photos" + (key.isEmpty() ? "" : "/" + key)))
            .method(
                method,
                method.equals("PUT") ? BodyPublishers.ofString(BODY) : BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
