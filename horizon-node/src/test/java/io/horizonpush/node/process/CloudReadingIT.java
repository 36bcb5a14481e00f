package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.server.Fault;
import io.horizonpush.fallback.server.FaultyOrigin;
import io.horizonpush.fallback.server.S3ProxyServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a cloud, read through a node by the command line that people use. */
class CloudReadingIT {

  private static final int FILES = 20;
  private static final int LARGE = (9 << 20) + 321;

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void whatACloudHas_isReadThroughTheNode_andStaysReadableWithoutTheCloud() throws Exception {
    Path tree = makeTree();
    try (NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"))) {
      Aws aws =
          new Aws(
              node.s3().toString(),
              folder,
              Map.of("AWS_MAX_ATTEMPTS", "1"),
              List.of("--no-sign-request"));
      try (S3ProxyServer store = S3ProxyServer.start(Files.createDirectory(folder.resolve("s3")))) {
        Aws cloud = cloud(store);
        cloud.succeeds("s3", "sync", tree.toString(), "s3://" + S3ProxyServer.BUCKET + "/data");
        stand(node, store.url(), "data/", "ttl=1s");

        describes(node, aws);
        readsRanges(node, tree);
        lists(aws);
        syncs(aws, tree);
        deletes(aws, cloud);
      }
      staysReadable(node, aws, tree);
      assertThat(node.metrics())
          .contains("horizon_origin_found_total{origin=\"there\"}")
          .contains("horizon_origin_filled_total{origin=\"there\"}");
      assertThat(node.log()).doesNotContain(S3ProxyServer.SECRET_KEY);
      shows(node);
    }
  }

  private static void shows(NodeUnderTest node) {
    var cache = node.ask("/admin/v1/cache");
    assertThat(cache.at("/bytes/local").asLong()).isGreaterThanOrEqualTo(LARGE);
    assertThat(cache.path("evictable").asLong()).isGreaterThanOrEqualTo(LARGE);
    assertThat(cache.at("/bytes/dirty").asLong()).isZero();
    assertThat(cache.at("/reads/misses").asLong()).isPositive();
    assertThat(cache.at("/reads/hits").asLong()).isPositive();
    assertThat(cache.at("/reads/saved-bytes")).isEqualTo(cache.at("/reads/hit-bytes"));
    assertThat(cache.at("/buckets/0/origins/0").asText()).isEqualTo("there");
    assertThat(node.run("cache", "status")).contains("cached  ", "origins there", "egress saved");
    assertThat(node.metrics()).contains("horizon_cache_hits_total{bucket=\"cached\"}");
  }

  @Test
  void anObjectThatIsReplacedBeforeItsBytesAreAskedFor_isReadAsItIsNow() throws Exception {
    byte[] first = new byte[1 << 20];
    byte[] second = new byte[(1 << 20) + 7];
    new Random(2).nextBytes(second);
    try (FaultyOrigin store = FaultyOrigin.start();
        NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"))) {
      store.put("key", first, 1);
      stand(node, store.url(), "", "immutable");
      assertThat(tag(ask(node, "HEAD", "key", Map.of()))).isEqualTo("\"1\"");
      store.put("key", second, 2);

      HttpResponse<byte[]> answer = ask(node, "GET", "key", Map.of());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(tag(answer)).isEqualTo("\"2\"");
      assertThat(answer.body()).isEqualTo(second);

      store.put("gone", first, 1);
      assertThat(ask(node, "HEAD", "gone", Map.of()).statusCode()).isEqualTo(200);
      store.remove("gone");
      assertThat(ask(node, "GET", "gone", Map.of()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void anOriginThatBreaksOff_breaksTheAnswer_andIsReadOnceItIsWell() throws Exception {
    byte[] bytes = new byte[4 << 20];
    new Random(3).nextBytes(bytes);
    try (FaultyOrigin store = FaultyOrigin.start();
        NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"))) {
      store.put("key", bytes, 1);
      stand(node, store.url(), "", "immutable");
      store.failBodies(new Fault.Flipped(100));

      assertThatThrownBy(() -> ask(node, "GET", "key", Map.of())).isInstanceOf(IOException.class);

      assertThat(ask(node, "GET", "key", Map.of()).body()).isEqualTo(bytes);
    }
  }

  private static String tag(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("etag").orElse("");
  }

  private Path makeTree() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Files.createDirectory(tree.resolve("sub"));
    Random random = new Random(1);
    for (int i = 0; i < FILES; i++) {
      byte[] bytes = new byte[100 + i * 9000];
      random.nextBytes(bytes);
      Files.write(tree.resolve((i % 2 == 0 ? "" : "sub/") + "file " + i + ".txt"), bytes);
    }
    byte[] large = new byte[LARGE];
    random.nextBytes(large);
    Files.write(tree.resolve("large.bin"), large);
    return tree;
  }

  private Aws cloud(S3ProxyServer store) {
    return new Aws(
        store.url().toString(),
        folder,
        Map.of(
            "AWS_ACCESS_KEY_ID", S3ProxyServer.ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY", S3ProxyServer.SECRET_KEY,
            "AWS_DEFAULT_REGION", "us-east-1",
            "AWS_REQUEST_CHECKSUM_CALCULATION", "when_required",
            "AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required"),
        List.of());
  }

  /** Lets a bucket stand before a store. */
  private static void stand(NodeUnderTest node, URI store, String prefix, String freshness)
      throws IOException {
    StoodBefore.giveAccess(
        node, store, StoodBefore.ORIGIN, S3ProxyServer.ACCESS_KEY, "--prefix=" + prefix);
    StoodBefore.set(node, "cached", "--freshness=" + freshness);
  }

  private void describes(NodeUnderTest node, Aws aws) throws Exception {
    HttpResponse<byte[]> head = ask(node, "HEAD", "large.bin", Map.of());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(source(head)).isEqualTo("origin=there");
    assertThat(head.headers().firstValueAsLong("content-length")).hasValue(LARGE);
    assertThat(
            aws.succeeds("s3api", "head-object", "--bucket", "cached", "--key", "file 0.txt").out())
        .contains("\"ContentLength\": 100", "\"ContentType\": \"text/plain\"");
    assertThat(ask(node, "GET", "nowhere", Map.of()).statusCode()).isEqualTo(404);
  }

  private void readsRanges(NodeUnderTest node, Path tree) throws Exception {
    byte[] large = Files.readAllBytes(tree.resolve("large.bin"));
    HttpResponse<byte[]> part =
        ask(node, "GET", "large.bin", Map.of("range", "bytes=5000000-5000999"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(source(part)).isEqualTo("origin=there");
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(large, 5_000_000, 5_001_000));
    assertThat(ask(node, "GET", "large.bin", Map.of()).body()).isEqualTo(large);
    await()
        .untilAsserted(
            () -> assertThat(source(ask(node, "GET", "large.bin", Map.of()))).isEqualTo("local"));
  }

  private static void lists(Aws aws) {
    String all = aws.succeeds("s3", "ls", "s3://cached", "--recursive").out();
    assertThat(all.lines()).hasSize(FILES + 1);
    assertThat(aws.succeeds("s3", "ls", "s3://cached").out()).contains("PRE sub/");
    assertThat(
            aws.succeeds(
                    "s3api",
                    "list-objects-v2",
                    "--bucket",
                    "cached",
                    "--page-size",
                    "3",
                    "--query",
                    "length(Contents)")
                .out()
                .strip())
        .isEqualTo(Integer.toString(FILES + 1));
  }

  private void syncs(Aws aws, Path tree) throws IOException {
    Path copy = folder.resolve("copy");
    aws.succeeds("s3", "sync", "s3://cached", copy.toString());
    requireSame(tree, copy);
  }

  private static void requireSame(Path tree, Path copy) throws IOException {
    try (var files = Files.walk(tree)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(copy.resolve(tree.relativize(file))).hasSameBinaryContentAs(file);
      }
    }
  }

  private static void deletes(Aws aws, Aws cloud) {
    cloud.succeeds(
        "s3", "cp", "tree/file 0.txt", "s3://" + S3ProxyServer.BUCKET + "/data/short-lived");
    assertThat(aws.succeeds("s3", "ls", "s3://cached").out()).contains("short-lived");
    aws.succeeds("s3", "rm", "s3://cached/short-lived");
    assertThat(aws.succeeds("s3", "ls", "s3://cached").out()).doesNotContain("short-lived");
    assertThat(aws.run("s3", "cp", "s3://cached/short-lived", "gone").exitCode()).isNotZero();
  }

  private void staysReadable(NodeUnderTest node, Aws aws, Path tree) throws Exception {
    try (var files = Files.walk(tree)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String key = tree.relativize(file).toString().replace(" ", "%20");
        HttpResponse<byte[]> answer = ask(node, "GET", key, Map.of());
        assertThat(answer.statusCode()).as(key).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Files.readAllBytes(file));
      }
    }
    await()
        .untilAsserted(
            () -> assertThat(source(ask(node, "GET", "large.bin", Map.of()))).isEqualTo("stale"));
    HttpResponse<byte[]> unseen = ask(node, "GET", "never-seen", Map.of());
    assertThat(unseen.statusCode()).isEqualTo(503);
    assertThat(unseen.headers().firstValue("retry-after")).isPresent();
    assertThat(aws.run("s3", "ls", "s3://cached").exitCode()).isNotZero();
    node.run("bucket", "origins", "cached", "--listing-when-down=partial");
    assertThat(ask(node, "GET", "", Map.of()).headers().firstValue("x-horizon-listing"))
        .contains("partial");
    Path later = folder.resolve("later");
    aws.succeeds("s3", "sync", "s3://cached", later.toString());
    requireSame(tree, later);
  }

  private HttpResponse<byte[]> ask(
      NodeUnderTest node, String method, String key, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.s3() + "/cached/" + key))
            .method(method, HttpRequest.BodyPublishers.noBody());
    headers.forEach(request::header);
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String source(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("x-horizon-source").orElse("");
  }
}
