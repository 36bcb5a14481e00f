package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.server.FaultyOrigin;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.process.StoodBefore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the owner of a shared bucket cannot have another member do with its own credentials. */
class OriginGrantsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PRIVATE = "what the first node has no right to";

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void anOriginThatAnOwnerNames_isNotUsedByAMember_beforeItsOperatorSaysSo() throws Exception {
    try (FaultyOrigin cloud = FaultyOrigin.start();
        NodeUnderTest owner = NodeUnderTest.start(folder.resolve("owner"));
        NodeUnderTest member = NodeUnderTest.start(folder.resolve("member"))) {
      cloud.put("private", PRIVATE.getBytes(StandardCharsets.UTF_8), 1);
      StoodBefore.giveAccess(owner, cloud.url(), "guessed", "OWNER");
      StoodBefore.giveAccess(member, cloud.url(), "mine", "MEMBER");
      owner.run("bucket", "create", "lure");
      owner.run("bucket", "origins", "lure", "--set=guessed");
      member.run("ticket", "import", owner.run("ticket", "export", "lure").strip());
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(member.run("bucket", "origins", "lure"))
                      .contains("  mine ", "NOT USED", "--allow mine"));

      assertThat(get(member, "private").body()).as("read by the owner").isEqualTo(PRIVATE);
      assertThat(isAskedBy(cloud, "OWNER")).isTrue();
      assertThat(isAskedBy(cloud, "MEMBER")).isFalse();
      assertThat(member.run("status")).contains("bucket origins lure --allow mine");
      assertThat(member.run("origin", "list")).contains("bucket lure: undecided");
      assertThat(owner.run("origin", "list")).contains("bucket lure: allowed");
      assertThat(owner.run("status")).doesNotContain("--allow");

      member.run("bucket", "origins", "lure", "--deny=mine");
      cloud.put("another", PRIVATE.getBytes(StandardCharsets.UTF_8), 1);
      assertThat(get(member, "another").body()).isEqualTo(PRIVATE);
      assertThat(member.run("status")).doesNotContain("--allow");
      assertThat(isAskedBy(cloud, "MEMBER")).isFalse();

      member.run("bucket", "origins", "lure", "--allow=mine");
      cloud.put("third", PRIVATE.getBytes(StandardCharsets.UTF_8), 1);
      assertThat(get(member, "third").body()).isEqualTo(PRIVATE);
      assertThat(isAskedBy(cloud, "MEMBER")).isTrue();
    }
  }

  private static boolean isAskedBy(FaultyOrigin cloud, String accessKey) {
    return cloud.requests().stream()
        .flatMap(request -> request.header("authorization").stream())
        .anyMatch(signed -> signed.contains("Credential=" + accessKey + "/"));
  }

  private HttpResponse<String> get(NodeUnderTest node, String key)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(node.s3() + "/lure/" + key)).build(),
        BodyHandlers.ofString());
  }
}
