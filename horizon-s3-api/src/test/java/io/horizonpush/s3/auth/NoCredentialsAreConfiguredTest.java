package io.horizonpush.s3.auth;

import static io.horizonpush.s3.auth.TestingSigner.NOW;
import static io.horizonpush.s3.auth.TestingSigner.presign;
import static io.horizonpush.s3.auth.TestingSigner.with;
import static io.horizonpush.s3.request.TestingClients.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.RequestHead;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A server without keys knows nobody; it does not let everybody in (CVE-2026-88018). */
class NoCredentialsAreConfiguredTest {

  private static final RequestHead PLAIN =
      new RequestHead(
          "GET",
          "/bucket/k",
          "",
          List.of(
              new RequestHead.Header("host", "localhost:3000"),
              new RequestHead.Header("date", "Mon, 23 Nov 2026 09:00:00 GMT")));

  private final Authenticator authenticator =
      new Authenticator(
          id -> Optional.empty(),
          List.of(),
          new UnsignedSender.Anybody(),
          new SignatureV2Access.On(new Endpoint(List.of())));

  @Test
  void unsignedRequest_isAnybodys() {
    assertThat(authenticator.authenticate(PLAIN, LOCAL, NOW).principal())
        .isEqualTo(new Principal.Public());
    assertThat(authenticator.authenticateForm(new Principal.Public(), Map.of()))
        .isEqualTo(new Principal.Public());
  }

  @Test
  void signedRequest_isNobodys_howeverItIsSigned() {
    assertUnknown(presign("GET", "http://localhost:3000/bucket/k", Map.of()));
    // What the stand-in for an unknown key would sign is not accepted either.
    String stringToSign = "GET\n\n\nMon, 23 Nov 2026 09:00:00 GMT\n/bucket/k";
    for (String secret : List.of("unknown", "null", "secret")) {
      String signature = SignatureV2Verifier.sign(secret, stringToSign);
      assertUnknown(with(PLAIN, "authorization", "AWS x:" + signature));
      Map<String, String> form =
          Map.of(
              "awsaccesskeyid",
              "x",
              "policy",
              "e30=",
              "signature",
              SignatureV2Verifier.sign(secret, "e30="));
      assertThatThrownBy(() -> authenticator.authenticateForm(new Principal.Public(), form))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_ACCESS_KEY_ID));
    }
  }

  private void assertUnknown(RequestHead head) {
    assertThatThrownBy(() -> authenticator.authenticate(head, LOCAL, NOW))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_ACCESS_KEY_ID));
  }
}
