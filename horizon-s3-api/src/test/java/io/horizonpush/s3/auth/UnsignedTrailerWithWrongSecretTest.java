package io.horizonpush.s3.auth;

import static io.horizonpush.s3.auth.TestingSigner.ID;
import static io.horizonpush.s3.auth.TestingSigner.NOW;
import static io.horizonpush.s3.auth.TestingSigner.OWNER;
import static io.horizonpush.s3.auth.TestingSigner.RIGHTS;
import static io.horizonpush.s3.auth.TestingSigner.head;
import static io.horizonpush.s3.auth.TestingSigner.presign;
import static io.horizonpush.s3.auth.TestingSigner.sign;
import static io.horizonpush.s3.request.TestingClients.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * A body whose chunks are not signed still has a head that is. A server that took the one for the
 * other let anybody write who knew the name of a key (CVE-2025-31489, CVE-2026-40344).
 */
class UnsignedTrailerWithWrongSecretTest {

  private final Authenticator authenticator =
      new Authenticator(TestingSigner::find, List.of(), new UnsignedSender.Anybody());

  /** The same key id, with another secret on this side. */
  private final Authenticator otherSecret =
      new Authenticator(
          id -> Optional.of(new AccessKey(ID, "other", OWNER, RIGHTS)),
          List.of(),
          new UnsignedSender.Anybody());

  @ParameterizedTest
  @CsvSource({
    "PUT, /bucket/k",
    "PUT, /bucket/k?partNumber=1&uploadId=u",
    "POST, /bucket/k?uploadId=u",
    "POST, /bucket?delete",
    "PUT, /bucket"
  })
  void signatureOfTheHead_isChecked_forEveryWrite(String method, String target) {
    String url = "http://localhost:3000" + target;
    RequestHead header =
        head(
            sign(
                SdkHttpRequest.builder()
                    .method(SdkHttpMethod.fromValue(method))
                    // Over plain HTTP the SDK insists on signing the body.
                    .uri(URI.create(url.replace("http:", "https:")))
                    .putHeader("Content-Length", "5")
                    .build(),
                new byte[] {'h', 'e', 'l', 'l', 'o'},
                true,
                false,
                true));
    assertThat(header.header("x-amz-content-sha256"))
        .contains("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    assertThat(authenticator.authenticate(header, LOCAL, NOW).payload())
        .isEqualTo(new PayloadAuthentication.UnsignedChunks());
    assertMismatch(header);

    RequestHead presigned = presign(method, url, Map.of());
    assertThat(authenticator.authenticate(presigned, LOCAL, NOW)).isNotNull();
    assertMismatch(presigned);
  }

  private void assertMismatch(RequestHead head) {
    assertThatThrownBy(() -> otherSecret.authenticate(head, LOCAL, NOW))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH));
  }
}
