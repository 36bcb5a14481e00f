package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;

/** What must hold after every restart. */
final class CrashChecks {

  private CrashChecks() {}

  /** Makes the bucket that the workload writes to. */
  static void createBucket(URI endpoint) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(endpoint + "/" + Workload.BUCKET))
              .PUT(HttpRequest.BodyPublishers.noBody())
              .build();
      assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Every promise was kept, the publisher finishes what was left, and index, blobs and documents
   * agree.
   */
  static void nothingIsLost(NodeUnderTest node, Workload workload) {
    assertThat(workload.check(node.s3())).as("keys that broke a promise").isEmpty();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(node.command("bucket", "inspect", Workload.BUCKET).out())
                    .containsPattern("(?i)outbox\\D*0\\b"));
    Commands.Result verified = node.command("verify", "--deep");
    assertThat(verified.exitCode()).as(verified.toString()).isZero();
  }
}
