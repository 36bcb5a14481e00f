package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a server keeps about an object beside its metadata is not for clients to write, and what it
 * does not do it must not claim. GHSA-3rh2-v3gr-35p9 (headers of replication wrote the metadata of
 * encryption), GHSA-xrrf-67jm-3c2r (encryption reported, plain text stored).
 */
class InternalHeadersCannotBeSetFromTheWireIT extends Lesson {

  @Test
  void headersThatNoClientOfS3Sends_changeNothing() {
    String bucket = root().bucket("internal");
    Request put = Request.of("PUT", Request.at(bucket, "k")).withText("plain");
    for (String name :
        List.of(
            "X-Minio-Replication-Server-Side-Encryption-Sealed-Key",
            "X-Minio-Replication-Server-Side-Encryption-Iv",
            "X-Minio-Source-Etag",
            "X-Minio-Source-Mtime",
            "X-Rustfs-Internal-Size",
            "X-Horizon-Blob",
            "X-Horizon-Owner",
            "X-Horizon-Version",
            "ETag",
            "Last-Modified",
            "X-Amz-Replication-Status",
            "X-Amz-Version-Id",
            "X-Amz-Delete-Marker",
            "X-Amz-Mp-Parts-Count",
            "X-Amz-Request-Id",
            "X-Amz-Owner-Id")) {
      put = put.with(name, "00000000000000000000000000000000");
    }
    Reply stored = root().send(put);
    assertThat(stored.status()).as(stored.text()).isEqualTo(200);
    Reply found = root().get(Request.at(bucket, "k"));
    assertThat(found.text()).isEqualTo("plain");
    assertThat(found.header("etag")).isEqualTo(stored.header("etag"));
    assertThat(found.headers().values()).noneMatch(value -> value.contains("0000000000000000"));
    assertThat(found.headers())
        .doesNotContainKeys("x-amz-replication-status", "x-amz-version-id", "x-amz-mp-parts-count");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-amz-server-side-encryption",
        "x-amz-server-side-encryption-customer-algorithm",
        "x-amz-website-redirect-location"
      })
  void featureThatIsNotThere_isRefusedAndNotClaimed(String header) {
    String bucket = root().bucket("internal");
    Request put = Request.of("PUT", Request.at(bucket, "k")).with(header, "AES256").withText("x");
    assertThat(root().send(put).status()).isEqualTo(501);
    assertThat(root().get(Request.at(bucket, "k")).status()).isEqualTo(404);
    Request create =
        Request.of("POST", Request.at(bucket, "k") + "?uploads").with(header, "AES256");
    assertThat(root().send(create).status()).isEqualTo(501);
  }
}
