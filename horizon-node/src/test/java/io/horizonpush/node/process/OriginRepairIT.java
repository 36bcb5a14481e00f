package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.server.Fault;
import io.horizonpush.fallback.server.FaultyOrigin;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scrubber finds rotten is mended by the cloud that has it, before anybody reads it. */
class OriginRepairIT {

  private static final int SIZE = (4 << 20) + 321;
  private static final int MARK = 64;

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final byte[] bytes = Bytes.random(5, SIZE);

  @Test
  void aByteThatRots_comesAgainFromTheCloud() throws Exception {
    Path data = folder.resolve("data");
    try (FaultyOrigin store = FaultyOrigin.start()) {
      store.put("key", bytes, 1);
      try (NodeUnderTest node = NodeUnderTest.start(data)) {
        StoodBefore.make(node, store.url(), "cached", "--freshness=immutable");
        await().until(() -> source(get(node)).equals("local"));
        assertThat(node.stop()).isZero();
      }
      rot(data, 3 << 20);
      try (NodeUnderTest node = NodeUnderTest.start(data, "--set", "scrub.interval=1s")) {
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> node.metrics().contains("horizon_repaired_blobs_total 1.0"));
        store.failEachBody(Optional.of(new Fault.Close()));
        assertThat(node.ask("/admin/v1/status").at("/storage/scrub/damaged-groups").asLong())
            .isZero();
        assertThat(get(node).body()).isEqualTo(bytes);
      }
    }
  }

  private HttpResponse<byte[]> get(NodeUnderTest node) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(node.s3() + "/cached/key")).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String source(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("x-horizon-source").orElse("");
  }

  /** Flips a bit of the object in the one file that it is in. */
  private void rot(Path data, long place) throws IOException {
    Path file;
    try (Stream<Path> files = Files.walk(data)) {
      file =
          files
              .filter(Files::isRegularFile)
              .filter(each -> each.toFile().length() >= SIZE && start(each) >= 0)
              .findFirst()
              .orElseThrow();
    }
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      long at = start(file) + place;
      opened.seek(at);
      int before = opened.read();
      opened.seek(at);
      opened.write(before ^ 1);
    }
  }

  /** Where the object begins in a file; less than nothing where it does not. */
  private int start(Path file) {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r")) {
      byte[] head = new byte[16 << 10];
      int read = opened.read(head);
      int at = 0;
      while (at + MARK <= read && !Arrays.equals(head, at, at + MARK, bytes, 0, MARK)) {
        at++;
      }
      return at + MARK <= read ? at : -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
