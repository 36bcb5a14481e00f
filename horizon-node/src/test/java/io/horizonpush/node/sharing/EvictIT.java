package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.process.Commands;
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

/** Bytes that go from a node because another one promised to keep them. */
class EvictIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SIZE = 300_000;

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void whatAnotherNodeKeeps_goes_andIsReadFromThere_andOneOfTheTwoHasToKeepIt() throws Exception {
    try (NodeUnderTest one = NodeUnderTest.start(folder.resolve("one"));
        NodeUnderTest two = NodeUnderTest.start(folder.resolve("two"))) {
      one.run("bucket", "create", "photos");
      put(one, "a/1");
      assertThat(one.run("cache", "evict", "photos")).contains("0 blobs", "1 blobs stay");

      String ticket = one.run("ticket", "export", "photos").strip();
      two.run("ticket", "import", ticket);
      await().atMost(PATIENCE).until(() -> ask(two, "HEAD", "a/1").statusCode() == 200);
      assertThat(one.run("cache", "evict", "photos/a/")).contains("1 blobs stay");

      assertThat(one.run("bucket", "set", "photos", "copies=2")).contains("copies 2");
      awaitWhole(two);
      one.run("bucket", "set", "photos", "copies=1");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(two.run("bucket", "inspect", "photos")).contains("copies 1"));
      assertThat(one.run("cache", "evict", "photos/a/"))
          .contains("1 blobs, " + SIZE + " bytes, of 1 objects are gone");
      assertThat(one.run("bucket", "inspect", "photos", "--key", "a/1")).contains("evicted");
      assertThat(two.run("cache", "evict", "photos")).contains("1 blobs stay");
      assertThat(two.metrics()).contains("horizon_promises_given 1.0");
      assertThat(one.metrics()).contains("horizon_blobs_relied 1.0");
      Commands.Result left = two.command("bucket", "leave", "photos");
      assertThat(left.exitCode()).isNotZero();
      assertThat(left.err()).contains("Other members count on bytes of the bucket here");

      assertThat(ask(one, "GET", "a/1").body()).isEqualTo(body());
      one.run("cache", "pin", "photos/a/");
      awaitWhole(one);
      assertThat(one.run("cache", "evict", "photos")).contains("1 blobs stay");
    }
  }

  private static void awaitWhole(NodeUnderTest node) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(node.run("bucket", "inspect", "photos", "--key", "a/1"))
                    .contains("whole"));
  }

  private static String body() {
    return "x".repeat(SIZE);
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
                method.equals("PUT") ? BodyPublishers.ofString(body()) : BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
