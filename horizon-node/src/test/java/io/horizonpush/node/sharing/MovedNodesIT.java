package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.Json;
import java.net.DatagramSocket;
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

/** Nodes that come back elsewhere, because another program has their port, find each other. */
class MovedNodesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void aReaderThatMoved_isRemembered_andFindsAnOwnerThatMovesAfterIt() throws Exception {
    try (NodeUnderTest owner = start("owner")) {
      owner.run("bucket", "create", "photos");
      int readersPort;
      int ownersPort;
      try (NodeUnderTest reader = start("reader")) {
        reader.run("ticket", "import", owner.run("ticket", "export", "photos").strip());
        put(owner, "first");
        awaitListed(reader, "first");
        readersPort = port(owner);
        ownersPort = port(reader);
        assertThat(reader.stop()).isZero();
      }
      try (DatagramSocket _ = new DatagramSocket(readersPort);
          NodeUnderTest reader = start("reader")) {
        // It writes nothing into the document: what it said when it connected is what is known.
        await().atMost(PATIENCE).until(() -> port(owner) != readersPort);
        assertThat(owner.stop()).isZero();
        try (DatagramSocket _ = new DatagramSocket(ownersPort);
            NodeUnderTest again = start("owner")) {
          // The reader knows no address at which the owner still is.
          put(again, "second");
          awaitListed(reader, "second");
          await().atMost(PATIENCE).until(() -> port(reader) != ownersPort);
        }
      }
    }
  }

  private NodeUnderTest start(String name) {
    return NodeUnderTest.start(folder.resolve(name));
  }

  /** The port of the other member, as far as a node knows it. */
  private static int port(NodeUnderTest node) {
    JsonNode members = Json.read(node.run("bucket", "members", "photos", "--json"));
    for (JsonNode member : members.path("members")) {
      JsonNode newest = member.path("addresses").path(member.path("addresses").size() - 1);
      if (!member.path("here").asBoolean() && !newest.isMissingNode()) {
        String address = newest.asText();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      }
    }
    return -1;
  }

  private void awaitListed(NodeUnderTest node, String key) {
    await().atMost(PATIENCE).until(() -> ask(node, "HEAD", key) == 200);
  }

  private void put(NodeUnderTest node, String key) throws Exception {
    assertThat(ask(node, "PUT", key)).isEqualTo(200);
  }

  private int ask(NodeUnderTest node, String method, String key) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(node.s3() + "/photos/" + key))
                .method(
                    method,
                    method.equals("PUT") ? BodyPublishers.ofString(key) : BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
