package io.horizonpush.s3.auth;

import static io.horizonpush.s3.auth.TestingSigner.ID;
import static io.horizonpush.s3.auth.TestingSigner.NOW;
import static io.horizonpush.s3.auth.TestingSigner.presign;
import static io.horizonpush.s3.auth.TestingSigner.query;
import static io.horizonpush.s3.auth.TestingSigner.signV2;
import static io.horizonpush.s3.auth.TestingSigner.with;
import static io.horizonpush.s3.request.TestingClients.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.RequestHead;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever is given a URL to upload to adds a header that nobody signed, and has the server copy
 * somebody's object instead (CVE-2026-97731, CVE-2026-94368, CVE-2026-115374).
 */
class UnsignedCopySourceOnPresignedPutTest {

  private static final RequestHead PUT =
      presign("PUT", "http://localhost:3000/bucket/k", Map.of("x-amz-meta-a", "b"));

  private final Authenticator authenticator =
      new Authenticator(
          TestingSigner::find,
          List.of(),
          new UnsignedSender.Anybody(),
          new SignatureV2Access.On(new Endpoint(List.of("localhost"))));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-amz-copy-source",
        "x-amz-copy-source-range",
        "x-amz-metadata-directive",
        "x-amz-acl",
        "x-amz-tagging",
        "x-amz-grant-full-control",
        "x-amz-storage-class",
        "x-amz-website-redirect-location",
        "x-amz-content-sha256",
        "x-amz-meta-evil",
        "x-amz-unheard-of"
      })
  void headerThatWasNotSigned_isRefused_whateverItIs(String name) {
    assertThat(authenticator.authenticate(PUT, LOCAL, NOW)).isNotNull();
    for (String value : List.of("/other/secret", "", "UNSIGNED-PAYLOAD")) {
      assertThatThrownBy(() -> authenticator.authenticate(with(PUT, name, value), LOCAL, NOW))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> {
                assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_DENIED);
                assertThat(e.details()).containsEntry("HeadersNotSigned", name);
              });
    }
  }

  /** A browser sends the type of what it uploads, whatever was signed. */
  @ParameterizedTest
  @ValueSource(strings = {"text/html", "image/png", "application/octet-stream", ""})
  void contentType_thatWasNotSigned_isTheSenders(String type) {
    RequestHead sent = with(PUT, "content-type", type);

    assertThat(authenticator.authenticate(sent, LOCAL, NOW).head().header("content-type"))
        .contains(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/plain; charset=x", "TEXT/PLAIN", ""})
  void contentType_thatWasSigned_mustBeThatOne(String type) {
    RequestHead put =
        TestingSigner.presign(
            "PUT", "http://localhost:3000/bucket/k", Map.of("Content-Type", "text/plain"));

    assertThat(authenticator.authenticate(put, LOCAL, NOW).head().header("content-type"))
        .contains("text/plain");
    RequestHead without = without(put, "content-type");
    assertMismatch(without);
    assertMismatch(with(without, "content-type", type));
  }

  @Test
  void headerNamedAsSigned_afterwards_isRefused() {
    RequestHead copy = with(PUT, "x-amz-copy-source", "/other/secret");
    String signed =
        copy.rawQuery().replace("SignedHeaders=host", "SignedHeaders=host%3Bx-amz-copy-source");
    assertThat(signed).isNotEqualTo(copy.rawQuery());
    assertMismatch(query(copy, signed));
  }

  @Test
  void headerAddedToTheQuery_isRefused() {
    assertMismatch(query(PUT, PUT.rawQuery() + "&x-amz-copy-source=other/secret"));
    assertMismatch(query(PUT, "X-Amz-Copy-Source=other%2Fsecret&" + PUT.rawQuery()));
  }

  @Test
  void urlOfVersion2_isNoWayAroundIt() {
    String expires = Long.toString(NOW.getEpochSecond() + 60);
    String signature =
        URLEncoder.encode(signV2("PUT\n\n\n" + expires + "\n/bucket/k"), StandardCharsets.UTF_8);
    RequestHead put =
        new RequestHead(
            "PUT",
            "/bucket/k",
            "AWSAccessKeyId=" + ID + "&Expires=" + expires + "&Signature=" + signature,
            List.of(new RequestHead.Header("host", "localhost:3000")));
    assertThat(authenticator.authenticate(put, LOCAL, NOW)).isNotNull();
    assertMismatch(with(put, "x-amz-copy-source", "/other/secret"));
    assertMismatch(query(put, put.rawQuery() + "&x-amz-copy-source=other/secret"));
    assertMismatch(with(put, "x-amz-acl", "public-read"));
  }

  private static RequestHead without(RequestHead head, String name) {
    return head.withHeaders(
        head.headers().stream().filter(header -> !header.name().equals(name)).toList());
  }

  private void assertMismatch(RequestHead head) {
    assertThatThrownBy(() -> authenticator.authenticate(head, LOCAL, NOW))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH));
  }
}
