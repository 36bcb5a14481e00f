package io.horizonpush.s3.auth;

import static io.horizonpush.s3.auth.TestingSigner.NOW;
import static io.horizonpush.s3.auth.TestingSigner.SECRET;
import static io.horizonpush.s3.auth.TestingSigner.holder;
import static io.horizonpush.s3.auth.TestingSigner.presign;
import static io.horizonpush.s3.auth.TestingSigner.query;
import static io.horizonpush.s3.auth.TestingSigner.with;
import static io.horizonpush.s3.request.TestingClients.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Signature;
import io.horizonpush.s3.request.RequestHead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresignedUrlTest {

  private static final String URL = "http://localhost:3000/s3/bucket/a%20b";
  private static final RequestHead GET = presign("GET", URL, Map.of());

  private final Authenticator authenticator =
      new Authenticator(TestingSigner::find, List.of(), new UnsignedSender.Anybody());

  /**
   * The example of <a
   * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">AWS: using
   * query parameters</a>.
   */
  @Test
  void theExampleOfAws_isAccepted() {
    RequestHead head =
        new RequestHead(
            "GET",
            "/test.txt",
            "X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature="
                + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
            List.of(new RequestHead.Header("host", "examplebucket.s3.amazonaws.com")));
    Instant lastMoment = Instant.parse("2013-05-25T00:00:00Z");

    assertThat(authenticator.authenticate(head, LOCAL, lastMoment))
        .isEqualTo(
            new Authenticated(
                holder(
                    new Signature.V4(
                        Signature.Carrier.QUERY, Instant.parse("2013-05-24T00:00:00Z"))),
                new PayloadAuthentication.Unsigned(),
                head));
    assertThatThrownBy(() -> authenticator.authenticate(head, LOCAL, lastMoment.plusSeconds(1)))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_DENIED);
              assertThat(e).hasMessage("Request has expired");
              assertThat(e.details())
                  .containsEntry("X-Amz-Expires", "86400")
                  .containsEntry("Expires", "2013-05-25T00:00:00Z")
                  .containsEntry("ServerTime", "2013-05-25T00:00:01Z");
            });
  }

  @Test
  void presignedBySdk_inManyShapes_isAccepted() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      String method = List.of("GET", "PUT", "POST", "DELETE", "HEAD").get(random.nextInt(5));
      String path =
          List.of("/s3/b/k", "/b/a%20b", "/b//x/../y/", "/", "/b/%2F%F0").get(random.nextInt(5));
      String query = random.nextBoolean() ? "?prefix=a%20" + random.nextInt() + "&acl=" : "";
      Map<String, String> headers =
          random.nextBoolean()
              ? Map.of("x-amz-meta-a", "v  " + random.nextInt(), "Content-Type", "text/plain")
              : Map.of();
      RequestHead head = presign(method, "http://localhost:3000" + path + query, headers);
      assertThat(authenticator.authenticate(head, LOCAL, NOW).principal())
          .as("seed %d round %d", seed, round)
          .isEqualTo(holder(new Signature.V4(Signature.Carrier.QUERY, NOW)));
    }
  }

  /** What the tests of Ceph expect of a validity that AWS allows to no URL. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "-7", "-1000"})
  void validityThatNeverBegins_isForbidden(String seconds) {
    assertError(S3ErrorCode.ACCESS_DENIED, expiring(seconds), NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"604801", "609901", "99999999999999999999999"})
  void validityOfMoreThanAWeek_isMalformed(String seconds) {
    assertError(S3ErrorCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR, expiring(seconds), NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1h", "1.5", "0x10", "%2B5"})
  void validityThatIsNoNumber_isMalformed(String seconds) {
    assertError(S3ErrorCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR, expiring(seconds), NOW);
  }

  @Test
  void urlFromTheFuture_isRefused_beyondWhatClocksMayDiffer() {
    assertThat(authenticator.authenticate(GET, LOCAL, NOW.minus(Duration.ofMinutes(15))))
        .isNotNull();
    assertError(S3ErrorCode.ACCESS_DENIED, GET, NOW.minus(Duration.ofMinutes(15).plusSeconds(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"})
  void parameterThatLacksOrStandsTwice_isRefused(String name) {
    String parameter = "X-Amz-" + name + "=";
    String value = GET.rawQuery().split(parameter, 2)[1].split("&", 2)[0];
    assertError(
        S3ErrorCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR,
        query(GET, GET.rawQuery().replace(parameter + value, "x=y")),
        NOW);
    assertError(
        S3ErrorCode.INVALID_REQUEST, query(GET, GET.rawQuery() + "&" + parameter + value), NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "aws4_request, aws5_request, AuthorizationQueryParametersError",
    "%2Fs3%2F, %2Fec2%2F, AuthorizationQueryParametersError",
    "%2F20261123%2F, %2F20261122%2F, AuthorizationQueryParametersError",
    "AWS4-HMAC-SHA256, AWS4-HMAC-SHA1, AuthorizationQueryParametersError",
    "AWS4-HMAC-SHA256, AWS4-ECDSA-P256-SHA256, NotImplemented",
    "AKIAIOSFODNN7EXAMPLE, AKIAIOSFODNN7EXAMPLF, InvalidAccessKeyId",
    "us-east-1, us-east-2, SignatureDoesNotMatch"
  })
  void otherScope_isRefused(String from, String to, String code) {
    RequestHead head = query(GET, GET.rawQuery().replace(from, to));
    assertThat(head).isNotEqualTo(GET);
    assertThatThrownBy(() -> authenticator.authenticate(head, LOCAL, NOW))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code().code()).isEqualTo(code));
  }

  @Test
  void wrongSignature_showsWhatWasSigned_butNoSecret() {
    RequestHead head = new RequestHead("PUT", GET.rawPath(), GET.rawQuery(), GET.headers());
    assertThatThrownBy(() -> authenticator.authenticate(head, LOCAL, NOW))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.code()).isEqualTo(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH);
              assertThat(e.details().get("StringToSign")).startsWith("AWS4-HMAC-SHA256\n2026");
              assertThat(e.details().get("CanonicalRequest"))
                  .startsWith("PUT\n/s3/bucket/a%20b\nX-Amz-Algorithm=")
                  .endsWith("\nhost\nUNSIGNED-PAYLOAD")
                  .doesNotContain("X-Amz-Signature");
              assertThat(e.getMessage() + e.details()).doesNotContain(SECRET);
            });
  }

  @Test
  void securityToken_isRefused_whereverItStands() {
    assertError(
        S3ErrorCode.INVALID_TOKEN, query(GET, GET.rawQuery() + "&X-Amz-Security-Token=x"), NOW);
    RequestHead signed = presign("GET", URL, Map.of("x-amz-security-token", "x"));
    assertError(S3ErrorCode.INVALID_TOKEN, signed, NOW);
  }

  @Test
  void foreignAuthorization_besideThePresignedUrl_isTolerated_butAnotherSignatureIsNot() {
    for (String foreign : List.of("Basic Zm9v", "Bearer x.y.z", "Digest a=b", "")) {
      assertThat(authenticator.authenticate(with(GET, "authorization", foreign), LOCAL, NOW))
          .isNotNull();
    }
    for (String ours :
        List.of("AWS4-HMAC-SHA256 x", "AWS a:b", "aws a:b", "AWS4-ECDSA-P256-SHA256")) {
      assertError(S3ErrorCode.INVALID_ARGUMENT, with(GET, "authorization", ours), NOW);
    }
  }

  @Test
  void headersHoistedIntoTheQuery_arePutBack() {
    RequestHead put =
        presign(
            "PUT",
            URL + "?x-amz-meta-Colour=dark%20red&X-Amz-Acl=private&x-id=PutObject",
            Map.of());

    RequestHead seen = authenticator.authenticate(put, LOCAL, NOW).head();

    assertThat(seen.header("x-amz-meta-colour")).contains("dark red");
    assertThat(seen.header("x-amz-acl")).contains("private");
    assertThat(seen.headers()).hasSize(put.headers().size() + 2);
    assertThat(seen.rawQuery()).isEqualTo(put.rawQuery());
  }

  @Test
  void checksumsInTheQuery_arePassedOver() {
    RequestHead put =
        presign(
            "PUT",
            URL + "?x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32",
            Map.of());

    assertThat(authenticator.authenticate(put, LOCAL, NOW).head().headers())
        .isEqualTo(put.headers());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-amz-meta-a=x%0D%0Aset-cookie:%20a",
        "x-amz-meta-a%0D%0Ab=x",
        "x-amz-meta-=%00",
        "x-amz-meta-%C3%A4=x"
      })
  void hoistedHeader_cannotBreakOutOfItsLine(String parameter) {
    assertError(S3ErrorCode.INVALID_ARGUMENT, presign("PUT", URL + "?" + parameter, Map.of()), NOW);
  }

  @Test
  void hoistedHeader_thatStandsTwice_isRefused() {
    RequestHead put = presign("PUT", URL + "?x-amz-acl=private&X-Amz-Acl=public-read", Map.of());
    assertError(S3ErrorCode.INVALID_REQUEST, put, NOW);
  }

  @Test
  void hashInTheQuery_extendsTheSignatureToTheBody() {
    String hash = SignatureV4.hexSha256("hello");
    RequestHead put = presign("PUT", URL + "?X-Amz-Content-Sha256=" + hash, Map.of());
    // AWS's signer signs UNSIGNED-PAYLOAD whatever the parameter says.
    assertError(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH, put, NOW);

    ClaimV4 claim = PresignedQuery.parse(put.query()).claim();
    String canonical = CanonicalRequest.candidates(put, claim, hash).getFirst();
    String signature =
        SignatureV4.sign(
            SignatureV4.signingKey(SECRET, "20261123", "us-east-1", "s3"),
            SignatureV4.stringToSign("20261123T090000Z", claim.scope().toString(), canonical));
    RequestHead signed = query(put, put.rawQuery().replace(claim.signature(), signature));
    assertThat(authenticator.authenticate(signed, LOCAL, NOW).payload())
        .isEqualTo(new PayloadAuthentication.SignedHash(hash));
  }

  private static RequestHead expiring(String seconds) {
    return query(GET, GET.rawQuery().replace("X-Amz-Expires=3600", "X-Amz-Expires=" + seconds));
  }

  private void assertError(S3ErrorCode code, RequestHead head, Instant now) {
    assertThatThrownBy(() -> authenticator.authenticate(head, LOCAL, now))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
