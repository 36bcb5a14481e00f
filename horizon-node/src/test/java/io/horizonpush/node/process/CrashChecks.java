package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** What must hold after every restart. */
public final class CrashChecks {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private CrashChecks() {}

  /** Makes a bucket that keeps no versions. */
  static void createBucket(URI endpoint) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      put(http, endpoint, Workload.BUCKET, "");
    }
  }

  /** Makes the buckets that the workload writes to. */
  public static void createBuckets(NodeUnderTest node) {
    URI endpoint = node.s3();
    createBucket(endpoint);
    try (HttpClient http = HttpClient.newHttpClient()) {
      put(http, endpoint, VersionWorkload.VERSIONS, "");
      put(
          http,
          endpoint,
          VersionWorkload.VERSIONS + "?versioning",
          "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
      put(http, endpoint, VersionWorkload.LOCKS, "", "x-amz-bucket-object-lock-enabled", "true");
    }
    createRelaxedBucket(node);
  }

  /** Makes a bucket whose writes do not wait for the disk. */
  static void createRelaxedBucket(NodeUnderTest node) {
    node.order(
        "/admin/v1/buckets",
        "{\"name\": \"" + RelaxedWorkload.BUCKET + "\", \"durability\": \"relaxed\"}");
  }

  /** The options of a round: in every third one everything that is stored is read all the time. */
  static String[] options(int round) {
    return round % 3 == 0 ? new String[] {"--set", "scrub.interval=1s"} : new String[0];
  }

  private static void put(
      HttpClient http, URI endpoint, String target, String document, String... headers) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(endpoint + "/" + target))
              .PUT(HttpRequest.BodyPublishers.ofString(document));
      if (headers.length > 0) {
        request.headers(headers);
      }
      assertThat(http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode())
          .as(target)
          .isEqualTo(200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Every promise was kept, the publisher finishes what was left, index, blobs and documents agree,
   * and nothing that belongs to nobody stays behind.
   */
  public static void nothingIsLost(NodeUnderTest node, Workload workload, Workload.End end) {
    assertThat(workload.check(node.s3(), end)).as("keys that broke a promise").isEmpty();
    awaitPublished(node);
    assertThat(findings(node)).as("findings of verify").isEmpty();
    nothingStaysBehind(node);
  }

  /** Nothing waits for a document any more. */
  public static void awaitPublished(NodeUnderTest node) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(node.ask("/admin/v1/status").at("/storage/backlog").asLong(-1))
                    .isZero());
  }

  /** What verify finds when it reads every byte. */
  public static List<String> findings(NodeUnderTest node) {
    JsonNode report = node.order("/admin/v1/verify", "{\"deep\": true}");
    assertThat(report.path("findings").isArray()).as(report.toString()).isTrue();
    List<String> findings = new ArrayList<>();
    report.path("findings").forEach(each -> findings.add(each.asText()));
    return findings;
  }

  /** What keeps the node from working as it should. */
  static List<String> problems(NodeUnderTest node) {
    List<String> problems = new ArrayList<>();
    node.ask("/admin/v1/status")
        .at("/storage/problems")
        .forEach(each -> problems.add(each.asText()));
    return problems;
  }

  /** The documents of buckets and no others. */
  public static void nothingStaysBehind(NodeUnderTest node) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(files(node.dataDirectory().resolve("docs")))
                  .extracting(file -> file.getFileName().toString().replace(".redb", ""))
                  .filteredOn(name -> !name.equals("store.id"))
                  .containsExactlyInAnyOrderElementsOf(documents(node));
            });
  }

  /** The ids of the documents that were made; a bucket that never held anything has none. */
  private static List<String> documents(NodeUnderTest node) {
    List<String> ids = new ArrayList<>();
    for (JsonNode bucket : node.ask("/admin/v1/buckets").path("buckets")) {
      JsonNode report = node.ask("/admin/v1/buckets/" + bucket.at("/bucket/name").asText());
      if (report.path("document").has("id")) {
        ids.add(report.at("/document/id").asText());
      }
    }
    return ids;
  }

  /** The files of a folder, which is made when the first of them is. */
  static List<Path> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  /**
   * Lets a time pass. A random moment is what crash tests are about: nothing is awaited, something
   * is cut short.
   */
  public static void letPass(long millis) {
    try {
      boolean never = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
      assertThat(never).isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
