package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.testing.Json;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about buckets, against a real node. */
class BucketCommandsIT {

  private static final int SMALL = 5;
  private static final int LARGE = 100_000;

  @TempDir private static Path folder;

  private static NodeUnderTest node;

  @BeforeAll
  static void start() {
    node = NodeUnderTest.start(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void aBucketsOptions_areThoseItWasMadeWith_untilTheyAreSet() {
    done("bucket", "create", "b-1", "--durability=relaxed");
    assertThat(inspected("b-1").at("/bucket/durability").asText()).isEqualTo("relaxed");
    assertThat(inspected("b-1").at("/bucket/document").asText()).isEqualTo("eager");

    assertThat(done("bucket", "set", "b-1", "durability=strict"))
        .contains("durability strict, document eager");
    assertThat(done("bucket", "set", "b-1", "document=on-share", "durability=relaxed"))
        .contains("durability relaxed, document on-share");
    assertThat(inspected("b-1").at("/bucket/durability").asText()).isEqualTo("relaxed");
    assertThat(inspected("b-1").at("/bucket/pages").asText()).isEqualTo("sandboxed");
    assertThat(done("bucket", "set", "b-1", "pages=trusted")).contains("pages trusted");
    assertThat(done("bucket", "set", "b-1", "pages=sandboxed")).doesNotContain("pages");

    assertThat(node.command("bucket", "set", "absent", "durability=strict").err())
        .contains("bucket does not exist");
  }

  @Test
  void aDocument_isMadeWithTheFirstPublication() throws IOException {
    done("bucket", "create", "first");
    JsonNode before = inspected("first");
    assertThat(before.path("document").has("id")).isFalse();
    assertThat(done("bucket", "inspect", "first")).contains("Document  not made yet");

    put("first", "key", SMALL);
    await().untilAsserted(() -> assertPublished("first", 1));

    JsonNode after = inspected("first");
    assertThat(after.at("/document/id").asText()).matches("[0-9a-f]{64}");
    assertThat(after.at("/document/set-aside").asLong(-1)).isZero();
    assertThat(after.at("/usage/current/count").asLong()).isEqualTo(1);
    assertThat(after.at("/usage/current/bytes").asLong()).isEqualTo(SMALL);
    assertThat(done("bucket", "inspect", "first"))
        .contains("Document  " + after.at("/document/id").asText(), "Entries   1", "Backlog   0");
  }

  @Test
  void aBucketsKey_isShownWithItsVersions_andWhereTheirBytesAre() throws IOException {
    done("bucket", "create", "keys");
    put("keys", "small", SMALL);
    put("keys", "a/large +ä", LARGE);
    put("keys", "gone", SMALL);
    assertThat(send(Request.of("DELETE", Request.at("keys", "gone"))).status()).isEqualTo(204);

    JsonNode large = only(key("keys", "a/large +ä"));
    assertThat(large.path("kind").asText()).isEqualTo("object");
    assertThat(large.path("state").asText()).isEqualTo("current");
    assertThat(large.at("/written/writer").asText()).matches("[0-9a-f]{64}");
    assertThat(large.at("/written/clock").asText()).matches("[0-9a-f]{16}");
    assertThat(large.at("/content/size").asLong()).isEqualTo(LARGE);
    assertThat(large.at("/content/blobs")).hasSize(1);
    JsonNode blob = large.at("/content/blobs/0");
    assertThat(blob.path("hash").asText()).matches("[0-9a-f]{64}");
    assertThat(blob.path("length").asLong()).isEqualTo(LARGE);
    assertThat(blob.path("residency").asText()).isEqualTo("whole");

    JsonNode small = only(key("keys", "small"));
    assertThat(small.at("/content/size").asLong()).isEqualTo(SMALL);
    assertThat(small.at("/content/blobs").isEmpty()).isTrue();

    JsonNode gone = only(key("keys", "gone"));
    assertThat(gone.path("kind").asText()).isEqualTo("tombstone");
    assertThat(gone.has("content")).isFalse();

    assertThat(key("keys", "never").path("versions")).isEmpty();
    assertThat(done("bucket", "inspect", "keys", "--key", "a/large +ä"))
        .contains("object, current", LARGE + " bytes, ETag ", "blob " + blob.path("hash").asText())
        .contains("whole");
    assertThat(done("bucket", "inspect", "keys", "--key", "never"))
        .contains("Nothing was ever written to never.");
    assertThat(node.command("bucket", "inspect", "absent", "--key", "x").err())
        .contains("bucket does not exist");
  }

  @Test
  void aVersionThatIsNotThere_cannotBeResolved() throws IOException {
    done("bucket", "create", "resolved");
    put("resolved", "key", SMALL);
    String current = only(key("resolved", "key")).path("id").asText();

    for (String version : List.of("no-version", "0".repeat(current.length()))) {
      Commands.Result none =
          node.command(
              "bucket", "resolve", "resolved", "--key=key", "--version", version, "--keep");
      assertThat(none.exitCode()).as(none.toString()).isNotZero();
      assertThat(none.err().lines()).hasSize(1);
    }

    assertThat(only(key("resolved", "key")).path("id").asText()).isEqualTo(current);
  }

  @Test
  void aBucketOnShare_hasNeitherBacklogNorDocument_andHasAllOfItOnceItIsEager() throws IOException {
    done("bucket", "create", "shared");
    done("bucket", "set", "shared", "document=on-share");
    CrashChecks.awaitPublished(node); // Of what other tests wrote to this node.
    long files = documentFiles();
    for (int i = 0; i < 20; i++) {
      put("shared", "key-" + i, i % 2 == 0 ? SMALL : LARGE);
    }
    send(Request.of("DELETE", Request.at("shared", "key-0")));
    assertThat(
            send(Request.of("PUT", Request.at("shared", "") + "?tagging")
                    .withText(
                        "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"))
                .status())
        .isIn(200, 204);

    JsonNode before = inspected("shared");
    assertThat(before.at("/document/backlog").asLong(-1)).isZero();
    assertThat(before.at("/document/entries").asLong(-1)).isZero();
    assertThat(before.path("document").has("id")).isFalse();
    assertThat(before.at("/usage/current/count").asLong()).isEqualTo(19);
    assertThat(documentFiles()).isEqualTo(files);

    done("bucket", "set", "shared", "document=eager");

    // Each key, the deleted one included, and the bucket's tags.
    await().untilAsserted(() -> assertPublished("shared", 21));
    assertThat(inspected("shared").at("/document/id").asText()).matches("[0-9a-f]{64}");
    assertThat(done("verify")).contains("Verified");

    done("bucket", "set", "shared", "document=on-share");
    put("shared", "later", SMALL);
    assertThat(inspected("shared").at("/document/backlog").asLong(-1)).isZero();
    assertThat(inspected("shared").at("/document/entries").asLong(-1)).isEqualTo(21);
    assertThat(done("verify")).contains("Verified");

    done("bucket", "set", "shared", "document=eager");
    await().untilAsserted(() -> assertPublished("shared", 22));
  }

  /** Nothing is counted twice, nor missed, when the publisher is told to stop in the middle. */
  @Test
  void theBacklog_isZeroInTheEnd_howeverOftenABucketChangesItsMind() throws Exception {
    done("bucket", "create", "fickle");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer = threads.submit(() -> putMany("fickle", 400));
      for (int i = 0; i < 20 || !writer.isDone(); i++) {
        set("fickle", i % 2 == 0 ? "on-share" : "eager");
      }
      writer.get();
    }
    set("fickle", "eager");

    await().untilAsserted(() -> assertPublished("fickle", 400));
    await()
        .untilAsserted(
            () ->
                assertThat(node.ask("/admin/v1/status").at("/storage/backlog").asLong(-1))
                    .isZero());
    assertThat(node.metrics()).contains("horizon_publish_backlog 0.0");
  }

  private static void set(String bucket, String document) {
    node.change("/admin/v1/buckets/" + bucket, "{\"document\":\"%s\"}".formatted(document));
  }

  private static void assertPublished(String bucket, int entries) {
    JsonNode document = inspected(bucket).path("document");
    assertThat(document.path("backlog").asLong(-1)).isZero();
    assertThat(document.path("entries").asLong(-1)).isEqualTo(entries);
  }

  private static JsonNode inspected(String bucket) {
    return Json.read(done("bucket", "inspect", bucket, "--json"));
  }

  private static JsonNode key(String bucket, String key) {
    return Json.read(done("bucket", "inspect", bucket, "--key", key, "--json"));
  }

  private static JsonNode only(JsonNode report) {
    assertThat(report.path("versions")).hasSize(1);
    return report.at("/versions/0");
  }

  private static String done(String... command) {
    Commands.Result result = node.command(command);
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return result.out();
  }

  private static void put(String bucket, String key, int length) throws IOException {
    Request put = Request.of("PUT", Request.at(bucket, key)).with(new byte[length]);
    assertThat(send(put).status()).isEqualTo(200);
  }

  private static void putMany(String bucket, int count) {
    try (Wire wire = new Wire(node.s3().getPort())) {
      for (int i = 0; i < count; i++) {
        Reply reply = wire.send(Request.of("PUT", Request.at(bucket, "key-" + i)).withText("x"));
        assertThat(reply.status()).isEqualTo(200);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reply send(Request request) throws IOException {
    try (Wire wire = new Wire(node.s3().getPort())) {
      return wire.send(request);
    }
  }

  private static long documentFiles() throws IOException {
    return CrashChecks.files(node.dataDirectory().resolve("docs")).size();
  }
}
