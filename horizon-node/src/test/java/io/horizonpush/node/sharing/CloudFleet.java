package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.server.S3ProxyServer;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.process.StoodBefore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Nodes that share a bucket before one origin, to which the first of them have access. */
final class CloudFleet implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String BUCKET = "cold";

  private final Path folder;
  private final URI store;
  private final String[] options;
  private final HttpClient http = HttpClient.newHttpClient();
  final List<NodeUnderTest> nodes = new ArrayList<>();

  private CloudFleet(Path folder, URI store, String... options) {
    this.folder = folder;
    this.store = store;
    this.options = options.clone();
  }

  /**
   * Starts one.
   *
   * @param withAccess to the origin, the founder included
   * @param without access to it
   * @param options of each
   */
  static CloudFleet start(Path folder, URI store, int withAccess, int without, String... options) {
    CloudFleet fleet = new CloudFleet(folder, store, options);
    boolean started = false;
    try {
      for (int i = 0; i < withAccess + without; i++) {
        fleet.add(i, i < withAccess);
      }
      fleet.awaitMeshed();
      started = true;
      return fleet;
    } finally {
      if (!started) {
        fleet.close();
      }
    }
  }

  private void add(int number, boolean hasAccess) {
    NodeUnderTest node = NodeUnderTest.start(folder.resolve("node-" + number), options);
    nodes.add(node);
    if (hasAccess) {
      giveAccess(node);
    }
    if (number == 0) {
      node.run("bucket", "create", BUCKET);
      node.run("bucket", "origins", BUCKET, "--set=cloud", "--freshness=immutable");
      return;
    }
    NodeUnderTest founder = nodes.getFirst();
    node.run("ticket", "import", founder.run("ticket", "export", BUCKET, "--mode=write").strip());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(node.ask("/admin/v1/buckets/" + BUCKET + "/origins").at("/origins"))
                    .hasSize(1));
    if (hasAccess) {
      node.run("bucket", "origins", BUCKET, "--allow=cloud");
    }
  }

  private void giveAccess(NodeUnderTest node) {
    try {
      StoodBefore.giveAccess(node, store, "cloud", S3ProxyServer.ACCESS_KEY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitMeshed() {
    for (NodeUnderTest node : nodes) {
      await()
          .atMost(PATIENCE)
          .until(() -> node.ask("/admin/v1/status").at("/peers").size() == nodes.size() - 1);
    }
  }

  /** An answer about a key of the bucket, or about the bucket for an empty one. */
  HttpResponse<byte[]> ask(NodeUnderTest node, String method, String key) throws IOException {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(node.s3() + "/" + BUCKET + "/" + key))
              .method(method, BodyPublishers.noBody())
              .build(),
          BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    nodes.forEach(NodeUnderTest::close);
    http.close();
  }
}
