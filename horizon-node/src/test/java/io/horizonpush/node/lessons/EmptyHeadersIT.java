package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A header may be there and say nothing. CVE-2024-47866 (an empty {@code x-amz-copy-source} ended
 * the process).
 */
class EmptyHeadersIT extends Lesson {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "//", "bucket", "/bucket/", "?versionId=null", "/?", "%2F", "\t"})
  void sourceThatNamesNothing_isRefused(String source) {
    String bucket = root().bucket("empty");
    Request copy = Request.of("PUT", Request.at(bucket, "k")).with("x-amz-copy-source", source);
    Reply reply = root().send(copy);
    assertThat(reply.status()).as(reply.text()).isIn(400, 501);
    String upload = root().post(Request.at(bucket, "k") + "?uploads", "").xml().value("UploadId");
    Request part =
        Request.of("PUT", Request.at(bucket, "k") + "?partNumber=1&uploadId=" + upload)
            .with("x-amz-copy-source", source);
    assertThat(root().send(part).status()).isIn(400, 501);
    assertThat(root().get(Request.at(bucket, "k")).status()).isEqualTo(404);
  }

  /** Whatever is empty is either nothing or an error of the client. */
  @Test
  void anyHeaderThatIsEmpty_isNoErrorOfTheNode() {
    String bucket = root().bucket("empty");
    for (String name :
        List.of(
            "Range",
            "If-Match",
            "If-None-Match",
            "If-Modified-Since",
            "If-Range",
            "Content-MD5",
            "Content-Type",
            "Content-Encoding",
            "Expires",
            "Origin",
            "x-amz-acl",
            "x-amz-grant-read",
            "x-amz-tagging",
            "x-amz-tagging-directive",
            "x-amz-metadata-directive",
            "x-amz-copy-source-range",
            "x-amz-copy-source-if-match",
            "x-amz-checksum-crc32",
            "x-amz-checksum-algorithm",
            "x-amz-checksum-type",
            "x-amz-sdk-checksum-algorithm",
            "x-amz-object-attributes",
            "x-amz-max-parts",
            "x-amz-mp-object-size",
            "x-amz-storage-class",
            "x-amz-expected-bucket-owner",
            "x-amz-server-side-encryption",
            "x-amz-meta-",
            "x-amz-meta-x",
            "x-amz-trailer",
            "x-amz-decoded-content-length",
            "x-amz-security-token",
            "x-amz-object-lock-mode",
            "x-amz-object-lock-retain-until-date",
            "x-amz-object-lock-legal-hold",
            "x-amz-bypass-governance-retention",
            "x-amz-website-redirect-location")) {
      for (String form :
          List.of("PUT ?", "GET ?", "GET ?attributes", "PUT ?acl", "POST ?uploads")) {
        String[] parts = form.split(" ", 2);
        String query = parts[1].equals("?") ? "" : parts[1];
        Request request = Request.of(parts[0], Request.at(bucket, "k") + query).with(name, "");
        Reply reply = root().send(request);
        assertThat(reply.status())
            .as("%s: %s", request, reply.text())
            .isNotEqualTo(500)
            .isLessThan(502);
      }
    }
  }
}
