package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that write into one bucket say the same in the end, whoever was killed meanwhile. */
class ReplicasAgreeIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern LISTED =
      Pattern.compile("<Key>([^<]*)</Key>.*?<ETag>([^<]*)</ETag>", Pattern.DOTALL);
  private static final int KILLS = 3;
  private static final int WRITES = 60;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Random random = new Random();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void writersThatAreKilledInTurn_endWithTheSame_andNothingAcknowledgedIsLost() throws Exception {
    NodeUnderTest one = start("one");
    NodeUnderTest two = start("two");
    try {
      one.run("bucket", "create", "both");
      two.run("ticket", "import", one.run("ticket", "export", "both", "--mode", "write").strip());
      NodeUnderTest joined = two;
      await().atMost(PATIENCE).until(() -> put(joined, "two/first") == 200);
      int acknowledged = 1;
      for (int kill = 0; kill < KILLS; kill++) {
        for (int write = 0; write < WRITES; write++) {
          acknowledged += write(one, "one/%d-%d".formatted(kill, write));
          acknowledged += write(two, "two/%d-%d".formatted(kill, write));
        }
        if (kill % 2 == 0) {
          two.kill();
          two = start("two");
        } else {
          one.kill();
          one = start("one");
        }
      }
      NodeUnderTest first = one;
      NodeUnderTest second = two;
      int expected = acknowledged;
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(list(first)).hasSizeGreaterThanOrEqualTo(expected);
                assertThat(list(second)).isEqualTo(list(first));
              });
      for (NodeUnderTest node : new NodeUnderTest[] {first, second}) {
        assertThat(Json.read(node.run("verify", "--json")).path("findings")).isEmpty();
      }
    } finally {
      one.close();
      two.close();
    }
  }

  private NodeUnderTest start(String name) {
    return NodeUnderTest.start(folder.resolve(name));
  }

  /** One key in ten is written by both; what is asked for is one version of it. */
  private int write(NodeUnderTest node, String key) throws Exception {
    if (random.nextInt(10) == 0) {
      assertThat(put(node, "common/" + random.nextInt(5))).isEqualTo(200);
      return 0;
    }
    assertThat(put(node, key)).isEqualTo(200);
    return 1;
  }

  private int put(NodeUnderTest node, String key) throws Exception {
    byte[] bytes = new byte[random.nextInt(4) == 0 ? 30_000 : 1 + random.nextInt(2000)];
    random.nextBytes(bytes);
    return http.send(
            HttpRequest.newBuilder(URI.create(node.s3() + "/both/" + key))
                .PUT(BodyPublishers.ofByteArray(bytes))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** The entity tag of every key. */
  private Map<String, String> list(NodeUnderTest node) throws Exception {
    String page =
        http.send(
                HttpRequest.newBuilder(URI.create(node.s3() + "/both?list-type=2")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    assertThat(page).contains("<IsTruncated>false</IsTruncated>");
    Map<String, String> keys = new TreeMap<>();
    Matcher each = LISTED.matcher(page);
    while (each.find()) {
      keys.put(each.group(1), each.group(2));
    }
    return keys;
  }
}
