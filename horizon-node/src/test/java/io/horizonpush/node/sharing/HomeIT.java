package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.process.Aws;
import io.horizonpush.node.process.NodeUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bucket whose home decides, over the S3 ports of real processes. */
class HomeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void ofTwoWhoTakeALock_oneHasIt_andWithoutItsHomeNobodyTakesOne() throws Exception {
    try (NodeUnderTest home = start("home");
        NodeUnderTest member = start("member")) {
      home.run("bucket", "create", "locks");
      String ticket = home.run("ticket", "export", "locks", "--mode", "write").strip();
      member.run("ticket", "import", ticket);
      home.run("bucket", "set", "locks", "conditional-writes=home", "reads=home");
      await()
          .atMost(PATIENCE)
          .until(() -> member.run("bucket", "home", "locks").contains("decided all-at-home, home"));
      await().atMost(PATIENCE).until(() -> put(member, "ready").statusCode() == 200);

      Path lock = Files.writeString(folder.resolve("lock"), "mine");
      for (int i = 0; i < 3; i++) {
        String key = "lock-" + i;
        List<CompletableFuture<Integer>> takers =
            Stream.of(home, member)
                .map(node -> CompletableFuture.supplyAsync(() -> take(node, key, lock)))
                .toList();
        assertThat(takers.stream().map(CompletableFuture::join).filter(code -> code == 0))
            .as("aws s3api put-object --if-none-match '*' on two nodes")
            .hasSize(1);
        assertThat(get(member, key).statusCode()).isEqualTo(200);
      }

      home.run("bucket", "set", "locks", "reads=local");
      await()
          .atMost(PATIENCE)
          .until(
              () -> member.run("bucket", "home", "locks").contains("decided writes-at-home, home"));
      home.kill();
      HttpResponse<String> refused = put(member, "later");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("home of the bucket");
      assertThat(get(member, "lock-0").statusCode()).isEqualTo(200);
    }
  }

  private NodeUnderTest start(String name) {
    return NodeUnderTest.start(folder.resolve(name));
  }

  private int take(NodeUnderTest node, String key, Path body) {
    return Aws.of(node, folder)
        .run(
            "s3api",
            "put-object",
            "--bucket",
            "locks",
            "--key",
            key,
            "--body",
            body.toString(),
            "--if-none-match",
            "*")
        .exitCode();
  }

  private HttpResponse<String> put(NodeUnderTest node, String key)
      throws IOException, InterruptedException {
    return send(node, key, HttpRequest.newBuilder().PUT(BodyPublishers.ofString("body")));
  }

  private HttpResponse<String> get(NodeUnderTest node, String key)
      throws IOException, InterruptedException {
    return send(node, key, HttpRequest.newBuilder().GET());
  }

  private HttpResponse<String> send(NodeUnderTest node, String key, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.uri(URI.create(node.s3() + "/locks/" + key)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
