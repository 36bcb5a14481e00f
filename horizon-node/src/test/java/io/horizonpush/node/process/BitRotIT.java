package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.process.StoredBits.Flip;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flips random bits of what is stored: in segments, files of their own, trees and small bodies.
 * {@code HORIZON_FLIPPED_BITS} says how many, {@code HORIZON_FLIPPED_BITS_SEED} repeats a run.
 */
@Timeout(3600)
class BitRotIT {

  private static final int BITS = Integer.parseInt(setting("HORIZON_FLIPPED_BITS", "200"));
  private static final long SEED =
      Long.parseLong(setting("HORIZON_FLIPPED_BITS_SEED", "" + System.nanoTime()));

  /** Few enough that most of what is stored stays sound. */
  private static final int BITS_AT_ONCE = 100;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final Random random = new Random(SEED);
  private final HttpClient http = HttpClient.newHttpClient();
  private final TreeMap<String, byte[]> stored = new TreeMap<>();

  private static String setting(String name, String otherwise) {
    return Optional.ofNullable(System.getenv(name)).orElse(otherwise);
  }

  @Test
  void everyFlippedBit_isFoundAndNeverSent() throws Exception {
    System.out.printf("%d flipped bits, seed %d%n", BITS, SEED);
    try (NodeUnderTest node = NodeUnderTest.start(directory)) {
      store(node);
      assertThat(node.stop()).isZero();
    }
    int found = 0;
    for (int flipped = 0; flipped < BITS; flipped += 2 * BITS_AT_ONCE) {
      found += afterARestart() + whileItRuns();
    }
    System.out.printf("%d bits flipped, %d damaged objects, each of them found%n", BITS, found);
  }

  /** No two are equally long, by which a blob's object is known again. */
  private void store(NodeUnderTest node) throws Exception {
    assertThat(put(node, "rot", new byte[0])).isEqualTo(200);
    Set<Integer> lengths = new HashSet<>();
    for (int i = 0; i < 320; i++) {
      int length =
          switch (i % 8) {
            case 0, 1, 2 -> 1 + random.nextInt(16 << 10);
            case 7 -> (256 << 10) + random.nextInt(3 << 20);
            default -> (16 << 10) + 1 + random.nextInt(240 << 10);
          };
      if (lengths.add(length)) {
        byte[] bytes = Bytes.random(random.nextInt(), length);
        assertThat(put(node, "rot/key-" + i, bytes)).isEqualTo(200);
        stored.put("key-" + i, bytes);
      }
    }
  }

  /** What was flipped while no node ran is not sent by the next. */
  private int afterARestart() throws Exception {
    StoredBits bits = new StoredBits(directory);
    List<Flip> flips = bits.flip(random, BITS_AT_ONCE);
    try (NodeUnderTest node = NodeUnderTest.start(directory, "--set", "scrub.interval=0s")) {
      for (var object : stored.entrySet()) {
        String key = object.getKey();
        byte[] bytes = object.getValue();
        List<Flip> own = flips.stream().filter(flip -> flip.key().equals(key)).toList();
        Optional<byte[]> all = get(node, key, 0, bytes.length);
        assertThat(all.isPresent()).as(key).isEqualTo(own.isEmpty());
        all.ifPresent(got -> assertThat(got).as(key).isEqualTo(bytes));
        int from = random.nextInt(bytes.length);
        int to = from + 1 + random.nextInt(bytes.length - from);
        Optional<byte[]> range = get(node, key, from, to);
        range.ifPresent(
            got -> assertThat(got).as(key).isEqualTo(Arrays.copyOfRange(bytes, from, to)));
        if (range.isPresent()) {
          assertThat(own).as(key).noneMatch(flip -> flip.isReadWith(from, to));
        }
      }
      assertThat(node.ask("/admin/v1/status").at("/storage/scrub/damaged-groups").asLong())
          .isPositive();
      assertThat(node.stop()).isZero();
    }
    bits.flipBack(flips);
    return (int) flips.stream().map(Flip::key).distinct().count();
  }

  /** What is flipped below a running node is found by its scrubber and by verify. */
  private int whileItRuns() throws Exception {
    StoredBits bits = new StoredBits(directory);
    try (NodeUnderTest node = NodeUnderTest.start(directory, "--set", "scrub.interval=1s")) {
      awaitScrub(node, 0);
      for (var object : stored.entrySet()) {
        byte[] bytes = object.getValue();
        HttpResponse<byte[]> answer = ask(node, object.getKey(), 0, bytes.length);
        assertThat(answer.statusCode())
            .as(() -> object.getKey() + ": " + new String(answer.body(), StandardCharsets.UTF_8))
            .isEqualTo(206);
        assertThat(answer.body()).as(object.getKey()).isEqualTo(bytes);
      }
      List<Flip> flips = bits.flip(random, BITS_AT_ONCE);
      long distinct = flips.stream().map(Flip::smallest).distinct().count();
      JsonNode scrub = awaitScrub(node, distinct);
      assertThat(scrub.path("found").asLong()).isGreaterThanOrEqualTo(distinct);
      List<String> findings = CrashChecks.findings(node);
      for (Flip flip : flips) {
        assertThat(findings).as(flip.toString()).anyMatch(flip::isNamedBy);
      }
      bits.flipBack(flips);
      awaitScrub(node, 0);
      assertThat(CrashChecks.findings(node)).isEmpty();
      assertThat(node.stop()).isZero();
      return (int) flips.stream().map(Flip::key).distinct().count();
    }
  }

  /** Everything was read once more from its beginning to its end, and so much or more was found. */
  private static JsonNode awaitScrub(NodeUnderTest node, long found) {
    Instant now = Instant.now();
    Supplier<JsonNode> status = () -> node.ask("/admin/v1/status").at("/storage/scrub");
    // The one that ends next may have begun before; the one behind it did not.
    Instant next =
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> ended(status.get()), each -> each.isAfter(now));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              JsonNode scrub = status.get();
              long last = scrub.path("found").asLong();
              return ended(scrub).isAfter(next) && (found == 0 ? last == 0 : last >= found);
            });
    return status.get();
  }

  private static Instant ended(JsonNode scrub) {
    return scrub.hasNonNull("ended") ? Instant.parse(scrub.path("ended").asText()) : Instant.MIN;
  }

  private int put(NodeUnderTest node, String target, byte[] bytes) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(node.s3() + "/" + target))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** A range of an object; nothing if the answer is an error, or breaks off. */
  private Optional<byte[]> get(NodeUnderTest node, String key, int from, int to)
      throws InterruptedException {
    try {
      HttpResponse<byte[]> answer = ask(node, key, from, to);
      return answer.statusCode() == 206 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private HttpResponse<byte[]> ask(NodeUnderTest node, String key, int from, int to)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(node.s3() + "/rot/" + key))
            .header("Range", "bytes=%d-%d".formatted(from, to - 1))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }
}
