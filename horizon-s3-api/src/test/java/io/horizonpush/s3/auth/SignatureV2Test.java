package io.horizonpush.s3.auth;

import static io.horizonpush.s3.auth.TestingSigner.ID;
import static io.horizonpush.s3.auth.TestingSigner.NOW;
import static io.horizonpush.s3.auth.TestingSigner.SECRET;
import static io.horizonpush.s3.auth.TestingSigner.holder;
import static io.horizonpush.s3.auth.TestingSigner.query;
import static io.horizonpush.s3.auth.TestingSigner.with;
import static io.horizonpush.s3.request.TestingClients.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Signature;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.RequestHead;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples are those of <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html">AWS: signing REST
 * requests</a>.
 */
class SignatureV2Test {

  private static final long EXPIRES = NOW.getEpochSecond() + 60;

  private final Authenticator authenticator =
      new Authenticator(
          TestingSigner::find,
          List.of(),
          new UnsignedSender.Anybody(),
          new SignatureV2Access.On(new Endpoint(List.of("s3.amazonaws.com", "localhost"))));

  static Stream<Arguments> examplesOfAws() {
    return Stream.of(
        example(
            "bWq2s1WEIj+Ydj0vQ697zp+IXMU=",
            "Tue, 27 Mar 2007 19:36:42 +0000",
            head("GET", "/photos/puppy.jpg", "", "host", "johnsmith.s3.amazonaws.com")),
        example(
            "MyyxeRY7whkBe+bq8fHCL/2kKUg=",
            "Tue, 27 Mar 2007 21:15:45 +0000",
            head(
                "PUT",
                "/photos/puppy.jpg",
                "",
                "host",
                "johnsmith.s3.amazonaws.com",
                "content-type",
                "image/jpeg",
                "content-length",
                "94328")),
        example(
            "htDYFYduRNen8P9ZfE/s9SuKy0U=",
            "Tue, 27 Mar 2007 19:42:41 +0000",
            head(
                "GET",
                "/",
                "prefix=photos&max-keys=50&marker=puppy",
                "host",
                "johnsmith.s3.amazonaws.com")),
        example(
            "c2WLPFtWHVgbEmeEG93a4cG37dM=",
            "Tue, 27 Mar 2007 19:44:46 +0000",
            head("GET", "/", "acl", "host", "johnsmith.s3.amazonaws.com")),
        example(
            "qGdzdERIC03wnaRNKh6OqZehG9s=",
            "Wed, 28 Mar 2007 01:29:59 +0000",
            head("GET", "/", "", "host", "s3.amazonaws.com")),
        example(
            "DNEZGsoieTZ92F3bUfSPQcbGmlM=",
            "Wed, 28 Mar 2007 01:49:49 +0000",
            head(
                "GET",
                "/dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re",
                "",
                "host",
                "s3.amazonaws.com")),
        example(
            "ilyl83RwaSoYIEdixDQcA4OnAnc=",
            "Tue, 27 Mar 2007 21:06:08 +0000",
            head(
                "PUT",
                "/static.johnsmith.net/db-backup.dat.gz",
                "",
                "host",
                "s3.amazonaws.com",
                "x-amz-acl",
                "public-read",
                "content-type",
                "application/x-download",
                "content-md5",
                "4gJE4saaMU4BqNR0kLY+lw==",
                "x-amz-meta-reviewedby",
                "joe@johnsmith.net",
                "x-amz-meta-reviewedby",
                "jane@johnsmith.net",
                "x-amz-meta-filechecksum",
                "0x02661779",
                "x-amz-meta-checksumalgorithm",
                "crc32")));
  }

  @ParameterizedTest
  @MethodSource("examplesOfAws")
  void theExamplesOfAws_areAccepted(String signature, String date, RequestHead unsigned) {
    RequestHead head =
        with(with(unsigned, "date", date), "authorization", "AWS " + ID + ":" + signature);
    Instant sent = RequestTime.of(head).instant();

    assertThat(authenticator.authenticate(head, LOCAL, sent).principal())
        .isEqualTo(holder(new Signature.V2(Signature.Carrier.HEADER)));
    assertError(S3ErrorCode.REQUEST_TIME_TOO_SKEWED, head, sent.plusSeconds(901));
    assertError(S3ErrorCode.REQUEST_TIME_TOO_SKEWED, head, sent.minusSeconds(901));
  }

  @Test
  void urlWithAnExpiry_isAccepted_untilItHasExpired() {
    RequestHead head = presigned("GET", "/bucket/k", "", "GET\n\n\n" + EXPIRES + "\n/bucket/k");
    assertThat(authenticator.authenticate(head, LOCAL, Instant.ofEpochSecond(EXPIRES))).isNotNull();
    assertThatThrownBy(
            () ->
                authenticator.authenticate(
                    head, LOCAL, Instant.ofEpochSecond(EXPIRES).plusMillis(1)))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_DENIED);
              assertThat(e).hasMessage("Request has expired");
              assertThat(e.details()).containsKeys("Expires", "ServerTime");
            });
  }

  /** botocore leaves the prefix out and puts a slash behind a bucket, whatever it sends. */
  @ParameterizedTest
  @CsvSource({
    "localhost, /s3/bucket/k, /s3/bucket/k",
    "localhost, /s3/bucket/k, /bucket/k",
    "localhost, /bucket/k, /bucket/k",
    "localhost, /s3/bucket, /bucket/",
    "localhost, /bucket/, /bucket",
    "bucket.localhost, /k, /bucket/k",
    "bucket.localhost:3000, /s3/k, /bucket/k",
    "bucket.localhost, /s3, /bucket/",
    "bucket.localhost, /, /bucket/"
  })
  void oneResource_mayBeWrittenInSeveralWays(String host, String path, String signed) {
    RequestHead head = presigned("GET", path, "", "GET\n\n\n" + EXPIRES + "\n" + signed, host);
    assertThat(authenticator.authenticate(head, LOCAL, NOW)).isNotNull();
  }

  /** The host is not signed: what it says must not turn one key into another. */
  @ParameterizedTest
  @CsvSource({
    "bucket.localhost, /s3/k, /bucket/s3/k",
    "bucket.localhost, /s3/k, /s3/k",
    "bucket.localhost, /bucket/k, /bucket/k",
    "other.localhost, /k, /bucket/k",
    "localhost, /bucket/s3/k, /bucket/k",
    "localhost, /bucket//k, /bucket/k",
    "localhost, /bucket/k/, /bucket/k"
  })
  void anotherResource_isNeverTakenForIt(String host, String path, String signed) {
    RequestHead head = presigned("GET", path, "", "GET\n\n\n" + EXPIRES + "\n" + signed, host);
    assertError(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH, head, NOW);
  }

  @Test
  void subresources_areSigned_decodedAndInOrder() {
    RequestHead head =
        presigned(
            "GET",
            "/bucket/k",
            "uploadId=a%2Bb&x=y&response-content-type=text%2Fplain&acl=&partNumber=1",
            "GET\n\n\n"
                + EXPIRES
                + "\n/bucket/k?acl&partNumber=1&response-content-type=text/plain&uploadId=a+b");
    assertThat(authenticator.authenticate(head, LOCAL, NOW)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acl",
        "uploads",
        "attributes",
        "retention",
        "renameObject",
        "versionId=x",
        "tagging"
      })
  void parameterThatChoosesAnOperation_cannotBeAdded(String parameter) {
    RequestHead head = presigned("GET", "/bucket/k", "", "GET\n\n\n" + EXPIRES + "\n/bucket/k");
    assertError(
        S3ErrorCode.SIGNATURE_DOES_NOT_MATCH, query(head, head.rawQuery() + "&" + parameter), NOW);
  }

  @Test
  void amzHeader_isAlwaysSigned_inTheQueryToo() {
    String toSign = "PUT\n\ntext/plain\n" + EXPIRES + "\nx-amz-acl:private\n/bucket/k";
    RequestHead hoisted =
        presigned("PUT", "/bucket/k", "x-amz-acl=private&content-type=text%2Fplain", toSign);
    RequestHead seen = authenticator.authenticate(hoisted, LOCAL, NOW).head();
    assertThat(seen.header("x-amz-acl")).contains("private");
    assertThat(seen.header("content-type")).contains("text/plain");

    RequestHead sent = with(with(hoisted, "x-amz-acl", "private"), "content-type", "text/plain");
    assertThat(authenticator.authenticate(sent, LOCAL, NOW).head()).isEqualTo(sent);
    for (RequestHead changed :
        List.of(
            with(hoisted, "x-amz-acl", "public-read"),
            with(hoisted, "x-amz-copy-source", "/other/secret"),
            query(hoisted, hoisted.rawQuery() + "&x-amz-copy-source=other/secret"),
            query(hoisted, hoisted.rawQuery().replace("private", "public-read")),
            with(hoisted, "content-type", "text/html"))) {
      assertError(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH, changed, NOW);
    }
    assertError(
        S3ErrorCode.INVALID_REQUEST,
        query(hoisted, hoisted.rawQuery() + "&x-amz-acl=public-read"),
        NOW);
  }

  @Test
  void dateOfTheAmzHeader_standsForTheDateHeader() {
    RequestHead head = head("GET", "/b/k", "", "host", "localhost", "date", "nonsense");
    head = with(head, "x-amz-date", "Mon, 23 Nov 2026 09:00:00 GMT");
    String toSign = "GET\n\n\n\nx-amz-date:Mon, 23 Nov 2026 09:00:00 GMT\n/b/k";
    RequestHead signed = with(head, "authorization", "AWS " + ID + ":" + sign(toSign));
    assertThat(authenticator.authenticate(signed, LOCAL, NOW)).isNotNull();
  }

  /** What the tests of Ceph send; the wrong days of the week are theirs. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Bad Date; AccessDenied",
        "''; AccessDenied",
        "Tue, 07 Jul 2010 21:53:04 GMT; RequestTimeTooSkewed",
        "Tue, 07 Jul 2030 21:53:04 GMT; RequestTimeTooSkewed",
        "Tue, 07 Jul 1950 21:53:04 GMT; AccessDenied",
        "Tue, 07 Jul 9999 21:53:04 GMT; RequestTimeTooSkewed"
      })
  void dateThatIsWrong_isRefused(String date, String code) {
    RequestHead head = head("PUT", "/b/k", "", "host", "localhost", "x-amz-date", date);
    assertCode(code, with(head, "authorization", "AWS " + ID + ":x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS HAHAHA", "AWS", "AWS :", "AWS a:", "AWS :b"})
  void headerThatIsMalformed_isAnInvalidArgument(String authorization) {
    RequestHead head = head("GET", "/b/k", "", "host", "localhost");
    assertCode("InvalidArgument", with(head, "authorization", authorization));
  }

  @ParameterizedTest
  @CsvSource({
    "AWSAccessKeyId=a&Expires=9999999999, AccessDenied",
    "AWSAccessKeyId=a&Signature=b, AccessDenied",
    "Signature=b&Expires=9999999999, AccessDenied",
    "AWSAccessKeyId=a&Signature=b&Expires=soon, AccessDenied",
    "AWSAccessKeyId=a&Signature=b&Expires=-1, AccessDenied",
    "AWSAccessKeyId=a&Signature=b&Expires=99999999999999999999, AccessDenied",
    "AWSAccessKeyId=a&Signature=b&Expires=9999999999, InvalidAccessKeyId",
    "AWSAccessKeyId=a&Signature=b&Signature=c&Expires=9999999999, InvalidRequest",
    "AWSAccessKeyId=a&Signature=b&Expires=9999999999&x-amz-security-token=t, InvalidToken"
  })
  void queryThatIsMalformed_isRefused(String query, String code) {
    assertCode(code, head("GET", "/b/k", query, "host", "localhost"));
  }

  @Test
  void wrongSignature_showsWhatWasSigned_butNoSecret() {
    RequestHead head = presigned("GET", "/bucket/k", "", "anything");
    assertThatThrownBy(() -> authenticator.authenticate(head, LOCAL, NOW))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.code()).isEqualTo(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH);
              assertThat(e.details())
                  .containsEntry("StringToSign", "GET\n\n\n" + EXPIRES + "\n/bucket/k");
              assertThat(e.getMessage() + e.details()).doesNotContain(SECRET);
            });
  }

  @Test
  void switchedOff_isRefusedAsUnsupported_howeverGoodTheSignature() {
    Authenticator off =
        new Authenticator(TestingSigner::find, List.of(), new UnsignedSender.Anybody());
    RequestHead head = presigned("GET", "/bucket/k", "", "GET\n\n\n" + EXPIRES + "\n/bucket/k");
    assertThatThrownBy(() -> off.authenticate(head, LOCAL, NOW))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_REQUEST))
        .hasMessageContaining("not supported. Please use AWS4-HMAC-SHA256.");
  }

  @Test
  void bodyIsNotSigned_soSignedChunksAreRefused() {
    RequestHead head =
        head(
            "PUT",
            "/b/k",
            "",
            "host",
            "localhost",
            "date",
            "Mon, 23 Nov 2026 09:00:00 GMT",
            "x-amz-content-sha256",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    String toSign =
        "PUT\n\n\nMon, 23 Nov 2026 09:00:00 GMT\n"
            + "x-amz-content-sha256:STREAMING-AWS4-HMAC-SHA256-PAYLOAD\n/b/k";
    assertCode("AccessDenied", with(head, "authorization", "AWS " + ID + ":" + sign(toSign)));
  }

  private static Arguments example(String signature, String date, RequestHead head) {
    return Arguments.of(signature, date, head);
  }

  private static RequestHead head(String method, String path, String query, String... headers) {
    List<RequestHead.Header> list = new ArrayList<>();
    for (int at = 0; at < headers.length; at += 2) {
      list.add(new RequestHead.Header(headers[at], headers[at + 1]));
    }
    return new RequestHead(method, path, query, list);
  }

  private static RequestHead presigned(
      String method, String path, String query, String stringToSign) {
    return presigned(method, path, query, stringToSign, "localhost:3000");
  }

  private static RequestHead presigned(
      String method, String path, String query, String stringToSign, String host) {
    String signature = URLEncoder.encode(sign(stringToSign), StandardCharsets.UTF_8);
    String authentication =
        "AWSAccessKeyId=%s&Signature=%s&Expires=%d".formatted(ID, signature, EXPIRES);
    return head(
        method,
        path,
        query.isEmpty() ? authentication : query + "&" + authentication,
        "host",
        host);
  }

  private static String sign(String stringToSign) {
    return SignatureV2Verifier.sign(SECRET, stringToSign);
  }

  private void assertError(S3ErrorCode code, RequestHead head, Instant now) {
    assertThatThrownBy(() -> authenticator.authenticate(head, LOCAL, now))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private void assertCode(String code, RequestHead head) {
    assertThatThrownBy(() -> authenticator.authenticate(head, LOCAL, NOW))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code().code()).isEqualTo(code));
  }
}
