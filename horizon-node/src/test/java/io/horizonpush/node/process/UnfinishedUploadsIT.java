package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.s3.api.TestingS3Client;
import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedUploadsIT {

  @TempDir Path data;

  @Test
  void uploads_areFewEnoughAndEndAtTheirAge_andTheNodeSaysSo() {
    try (NodeUnderTest node =
        NodeUnderTest.start(
            data, "--set", "uploads.max-age=8s", "--set", "uploads.max-unfinished=2")) {
      TestingS3Client client = new TestingS3Client(node.s3());
      assertThat(client.send("PUT", "/uploads").status()).isEqualTo(200);
      String id = begin(client).element("UploadId").orElseThrow();
      assertThat(begin(client).status()).isEqualTo(200);
      assertThat(client.put("/uploads/key?partNumber=1&uploadId=" + id, new byte[100_000]).status())
          .isEqualTo(200);
      Answer refused = begin(client);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains("has 2 unfinished multipart uploads");

      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                JsonNode uploads = node.ask("/admin/v1/status").at("/storage/uploads");
                assertThat(uploads.path("expired").asLong()).as("%s", uploads).isEqualTo(2);
                assertThat(uploads.path("unfinished").asLong()).as("%s", uploads).isZero();
                assertThat(uploads.path("max-age").asText()).isEqualTo("PT8S");
              });
      assertThat(node.metrics()).contains("horizon_uploads_expired_total 2.0");
      assertThat(begin(client).status()).isEqualTo(200);
      assertThat(CrashChecks.findings(node)).isEmpty();
    }
  }

  private static Answer begin(TestingS3Client client) {
    return client.send("POST", "/uploads/key?uploads");
  }
}
