package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log of a running node, while others move and cut it. */
class LogRotationIT {

  /** Where tests run under nohup the node would hear of no such signal. */
  private static final List<String> HEARD = List.of("env", "--default-signal=HUP");

  @TempDir private Path folder;

  @Test
  void accessLog_isFollowedThroughMovesSignalsAndCuts() throws Exception {
    Path log = folder.resolve("logs/access.log");
    Path moved = folder.resolve("logs/access.log.1");
    try (NodeUnderTest node =
            NodeUnderTest.start(HEARD, folder.resolve("data"), "--set=log.access=" + log);
        HttpClient http = HttpClient.newHttpClient()) {
      request(http, node, "before");
      awaitLine(log, "/before ");

      // As logrotate does by default: it moves the file, and tells the process.
      Files.move(log, moved);
      node.signal("HUP");
      await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(log));
      request(http, node, "after");
      awaitLine(log, "/after ");
      assertThat(Files.readString(moved)).contains("/before ").doesNotContain("/after ");
      assertThat(Files.readString(log)).doesNotContain("/before ");

      // Without a word to the process.
      Files.move(log, folder.resolve("logs/access.log.2"));
      request(http, node, "unnoticed");
      awaitLine(log, "/unnoticed ");

      // As with copytruncate: what comes next begins at the file's beginning.
      try (var file = Files.newByteChannel(log, StandardOpenOption.WRITE)) {
        file.truncate(0);
      }
      request(http, node, "cut");
      awaitLine(log, "/cut ");
      assertThat(Files.readString(log)).doesNotContain("\0").doesNotContain("/unnoticed ");

      node.signal("HUP");
      request(http, node, "still-here");
      awaitLine(log, "/still-here ");
      assertThat(node.log()).contains("SIGHUP");
      assertThat(node.stop()).isZero();
    }
  }

  private static void request(HttpClient http, NodeUnderTest node, String key)
      throws IOException, InterruptedException {
    http.send(
        HttpRequest.newBuilder(URI.create(node.s3() + "/no-bucket/" + key)).build(),
        HttpResponse.BodyHandlers.discarding());
  }

  private static void awaitLine(Path log, String part) {
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> Files.readString(log).contains(part));
  }
}
