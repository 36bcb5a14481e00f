package io.horizonpush.node.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.server.S3ProxyServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that ended with 100,000 changes on their way to an origin is ready as soon as one without
 * any, and works them off behind that.
 */
@Timeout(900)
class LongJournalIT {

  private static final int ENTRIES = 100_000;
  private static final int AT_ONCE = 1000;
  private static final int STARTS = 3;

  @TempDir Path folder;

  @Test
  void aNodeWithALongJournal_isReadyAtOnce_andGoesOnWithIt() throws Exception {
    Path data = folder.resolve("data");
    S3ProxyServer store = S3ProxyServer.start(Files.createDirectory(folder.resolve("store")));
    try (HttpClient http = HttpClient.newHttpClient()) {
      try (NodeUnderTest node = NodeUnderTest.start(data)) {
        StoodBefore.make(node, store, "cloudy");
        assertThat(node.stop()).isZero();
      }
      Duration without = start(data);
      store.close();
      try (NodeUnderTest node = NodeUnderTest.start(data)) {
        for (int from = 0; from < ENTRIES; from += AT_ONCE) {
          delete(http, node, from);
        }
        assertThat(waiting(node)).isEqualTo(ENTRIES);
        assertThat(node.stop()).isZero();
      }
      Duration with = start(data);
      System.out.printf(
          "ready after %d ms with a journal of %d entries, after %d ms without%n",
          with.toMillis(), ENTRIES, without.toMillis());
      assertThat(with.minus(without)).isLessThan(Duration.ofSeconds(1));

      store = store.again();
      try (NodeUnderTest node = NodeUnderTest.start(data)) {
        await()
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(() -> assertThat(waiting(node)).isLessThan(ENTRIES - AT_ONCE));
        assertThat(node.stop()).isZero();
      }
    } finally {
      store.close();
    }
  }

  /** How long a node needs until it is ready; the shortest of a few. */
  private static Duration start(Path data) {
    Duration[] took = new Duration[STARTS];
    for (int i = 0; i < STARTS; i++) {
      long begun = System.nanoTime();
      try (NodeUnderTest node = NodeUnderTest.start(data)) {
        took[i] = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(node.stop()).isZero();
      }
    }
    return Arrays.stream(took).min(Duration::compareTo).orElseThrow();
  }

  /** The delete of a key that nobody knows goes to the origin, too, which may have it. */
  private static void delete(HttpClient http, NodeUnderTest node, int from) throws Exception {
    StringBuilder document = new StringBuilder("<Delete><Quiet>true</Quiet>");
    for (int i = from; i < from + AT_ONCE; i++) {
      document.append("<Object><Key>key-").append(i).append("</Key></Object>");
    }
    String body = document.append("</Delete>").toString();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(node.s3() + "/cloudy?delete"))
                .header("Content-MD5", md5(body))
                .POST(BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("<Error>");
  }

  private static String md5(String body) throws NoSuchAlgorithmException {
    return Base64.getEncoder()
        .encodeToString(MessageDigest.getInstance("MD5").digest(body.getBytes(UTF_8)));
  }

  private static long waiting(NodeUnderTest node) {
    Matcher tasks =
        Pattern.compile("horizon_origin_queue_tasks\\{origin=\"there\"} ([0-9.E]+)")
            .matcher(node.metrics());
    return tasks.find() ? (long) Double.parseDouble(tasks.group(1)) : 0;
  }
}
