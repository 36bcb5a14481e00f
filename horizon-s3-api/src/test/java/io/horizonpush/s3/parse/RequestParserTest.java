package io.horizonpush.s3.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.LockInput;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestHead.Header;
import io.horizonpush.s3.request.RequestedLock;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.request.S3Operation.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {

  private final RequestParser parser = new RequestParser(new Endpoint(List.of("localhost")), false);

  @ParameterizedTest
  @CsvSource(
      value = {
        "127.0.0.1:3000|/s3/buc_ket/a/b|buc_ket|a/b",
        "127.0.0.1:3000|/buc_ket/a/b|buc_ket|a/b",
        "localhost:3000|/s3/bucket//a|bucket|/a",
        "localhost:3000|/s3/bucket/a//b/../c|bucket|a//b/../c",
        "localhost|/bucket/a%2Fb+c%20d|bucket|a/b+c d",
        "bucket.localhost:3000|/s3/a/b|bucket|a/b",
        "bucket.localhost|/a/b|bucket|a/b",
        "my.bucket.LOCALHOST|/s3|my.bucket|''",
        "bucket.localhost|//a|bucket|/a",
        "[::1]:3000|/bucket/key|bucket|key"
      },
      delimiter = '|')
  void target_isFoundAtBothAddressesAndInBothStyles(
      String host, String path, String bucket, String key) {
    S3Input input = parser.parse(request("GET", path, "", new Header("host", host)));

    if (key.isEmpty()) {
      assertThat(input).isInstanceOf(ListInput.class);
    } else {
      assertThat(input).isInstanceOf(ObjectInput.GetObject.class);
      assertThat(((ObjectInput.GetObject) input).bucket()).isEqualTo(new BucketName(bucket));
      assertThat(((ObjectInput.GetObject) input).key()).isEqualTo(new ObjectKey(key));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/s3", "/s3/", "/"})
  void service_isWhereNoBucketIsNamed(String path) {
    assertThat(parser.parse(request("GET", path, "")))
        .isEqualTo(new BucketInput.ListBuckets("", 10_000, Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @EnumSource(S3Operation.class)
  void everyOperation_isFoundByItsOwnSelectors(S3Operation operation) {
    List<String> query = new ArrayList<>();
    List<Header> headers = new ArrayList<>();
    for (String selector : operation.selectors()) {
      if (selector.startsWith("@")) {
        String[] header = selector.substring(1).split("=", 2);
        headers.add(new Header(header[0], header.length == 1 ? "bucket/key" : header[1] + "; x=y"));
      } else {
        query.add(selector.contains("=") ? selector : selector + "=1");
      }
    }
    String path =
        switch (operation.scope()) {
          case SERVICE -> "/s3/";
          case BUCKET -> "/s3/bucket";
          case OBJECT -> "/s3/bucket/key";
        };
    headers.add(new Header("x-amz-object-attributes", "ETag"));
    RequestHead head = new RequestHead(operation.method(), path, String.join("&", query), headers);

    if (operation.support() != S3Operation.Support.NO) {
      // Two operations have an older name beside theirs, which on the wire is the same.
      S3Operation found = parser.parse(head).operation();
      assertThat(found.selectors()).isEqualTo(operation.selectors());
      assertThat(found.support()).isEqualTo(operation.support());
      assertThat(found.operationName()).startsWith(operation.operationName());
    } else {
      assertThatExceptionOfType(S3Exception.class)
          .isThrownBy(() -> parser.parse(head))
          .extracting(S3Exception::code)
          .isEqualTo(S3ErrorCode.NOT_IMPLEMENTED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "text/plain", "multipart/form-datax", "multipart/mixed; multipart/form-data"})
  void postOfAnotherType_isNoForm(String type) {
    RequestHead head =
        new RequestHead("POST", "/bucket", "", List.of(new Header("content-type", type)));
    assertThat(error(head)).isEqualTo(S3ErrorCode.PRECONDITION_FAILED);
  }

  @Test
  void postOnAnObject_thatAsksForNothing_isNoMethod() {
    assertThat(error(request("POST", "/bucket/key", ""))).isEqualTo(S3ErrorCode.METHOD_NOT_ALLOWED);
  }

  @Test
  void operationOfTheService_whosePathLooksLikeABucket_isNotOffered() {
    RequestHead head =
        new RequestHead(
            "POST",
            "/WriteGetObjectResponse",
            "",
            List.of(new Header("x-amz-request-route", "route")));
    assertThat(error(head)).isEqualTo(S3ErrorCode.NOT_IMPLEMENTED);
  }

  @Test
  void subresourceInTheQuery_isStrongerThanAForm() {
    Header form = new Header("content-type", "Multipart/Form-Data;boundary=x");
    assertThat(parser.parse(new RequestHead("POST", "/bucket", "delete", List.of(form))))
        .isEqualTo(new ObjectInput.DeleteObjects(new BucketName("bucket"), false));
    assertThat(error(new RequestHead("POST", "/bucket", "uploads", List.of(form))))
        .isEqualTo(S3ErrorCode.NOT_IMPLEMENTED);
    assertThat(parser.parse(new RequestHead("POST", "/bucket", "a=b", List.of(form))))
        .isEqualTo(new ObjectInput.PostForm(new BucketName("bucket")));
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/bucket,analytics&id=x",
    "PUT,/bucket/key,torrent",
    "GET,/bucket/key,uploads",
    "HEAD,/bucket/key,acl",
    "DELETE,/bucket,lifecycle",
    "POST,/bucket,inventory",
    "PUT,/bucket/key,partNumber=1",
    "HEAD,/,''"
  })
  void whatIsNotOffered_isNeverTakenForSomethingElse(String method, String path, String query) {
    assertThat(error(request(method, path, query))).isEqualTo(S3ErrorCode.NOT_IMPLEMENTED);
  }

  @Test
  void parameters_ofClientsThatMeanNothing_areIgnored() {
    assertThat(parser.parse(request("PUT", "/bucket/key", "x-id=PutObject")).operation())
        .isEqualTo(S3Operation.PUT_OBJECT);
    assertThat(parser.parse(request("GET", "/bucket/key", "versionId=null&&")).operation())
        .isEqualTo(S3Operation.GET_OBJECT);
  }

  @Test
  void aVersionThatIsNamed_reachesTheInput() {
    String id = "0123456789abcdef0123456789abcdef";
    Optional<VersionName> named = Optional.of(VersionName.parse(id));

    S3Input get = parser.parse(request("GET", "/bucket/key", "versionId=" + id));
    S3Input delete =
        parser.parse(
            request(
                "DELETE",
                "/bucket/key",
                "versionId=" + id,
                new Header("x-amz-bypass-governance-retention", "True")));
    S3Input retention = parser.parse(request("PUT", "/bucket/key", "retention&versionId=" + id));

    assertThat(((ObjectInput.GetObject) get).version()).isEqualTo(named);
    assertThat(delete)
        .isEqualTo(
            new ObjectInput.DeleteObject(
                new BucketName("bucket"),
                new ObjectKey("key"),
                named,
                true,
                DeleteConditions.NONE));
    assertThat(retention)
        .isEqualTo(
            new LockInput.PutObjectRetention(
                new BucketName("bucket"), new ObjectKey("key"), named, false));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /bucket/key, versionId=",
    "GET,    /bucket/key, versionId=abc",
    "PUT,    /bucket/key, versionId=null",
    "GET,    /bucket,     versionId=null",
    "GET,    /bucket/key, uploadId=u&versionId=null",
    "PUT,    /bucket/key, partNumber=1&uploadId=u&versionId=null",
    "GET,    /bucket,     versions&version-id-marker=null",
    "GET,    /bucket,     versions&key-marker=k&version-id-marker=abc"
  })
  void aVersionThatMeansNothing_isRefused(String method, String path, String query) {
    assertThat(error(request(method, path, query))).isEqualTo(S3ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void aLockOfANewVersion_reachesTheInput() {
    Header[] headers = {
      new Header("x-amz-object-lock-mode", "COMPLIANCE"),
      new Header("x-amz-object-lock-retain-until-date", "2999-01-01T01:00:00.123456+01:00"),
      new Header("x-amz-object-lock-legal-hold", "OFF")
    };
    RequestedLock expected =
        new RequestedLock(
            Optional.of(
                new Retention.Period(
                    Retention.Mode.COMPLIANCE, Instant.parse("2999-01-01T00:00:00.123Z"))),
            Optional.of(new LegalHold(false)));

    S3Input put = parser.parse(request("PUT", "/bucket/key", "", headers));
    S3Input create = parser.parse(request("POST", "/bucket/key", "uploads", headers));

    assertThat(((ObjectInput.PutObject) put).attributes().lock()).isEqualTo(expected);
    assertThat(((MultipartInput.CreateMultipartUpload) create).attributes().lock())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/bucket/%",
        "/bucket/%1",
        "/bucket/%zz",
        "/bucket/%FF",
        "/bucket/%C0%80",
        "/bucket/%ED%A0%80"
      })
  void paths_thatCannotBeDecoded_areInvalid(String path) {
    assertThat(error(request("GET", path, ""))).isEqualTo(S3ErrorCode.INVALID_URI);
  }

  @Test
  void methods_thatS3DoesNotHave_areNotAllowed() {
    assertThat(error(request("PATCH", "/bucket/key", "")))
        .isEqualTo(S3ErrorCode.METHOD_NOT_ALLOWED);
  }

  @Test
  void strictNames_areDemandedOfNewBucketsOnly() {
    RequestParser strict = new RequestParser(new Endpoint(List.of()), true);

    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> strict.parse(request("PUT", "/horizon_bucket", "")))
        .extracting(S3Exception::code)
        .isEqualTo(S3ErrorCode.INVALID_BUCKET_NAME);
    assertThat(strict.parse(request("HEAD", "/horizon_bucket", "")).operation())
        .isEqualTo(S3Operation.HEAD_BUCKET);
  }

  @Test
  void anyHead_givesAnInputOrAnS3Error() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String[] methods = {"GET", "PUT", "HEAD", "POST", "DELETE", "OPTIONS", "BREW"};
    String[] names = {
      "range",
      "if-match",
      "x-amz-copy-source",
      "x-amz-copy-source-range",
      "x-amz-checksum-algorithm",
      "x-amz-metadata-directive",
      "if-modified-since",
      "content-encoding",
      "x-amz-acl",
      "x-amz-object-lock-mode",
      "x-amz-object-lock-retain-until-date",
      "x-amz-object-lock-legal-hold",
      "host"
    };
    for (int i = 0; i < 20_000; i++) {
      RequestHead head =
          new RequestHead(
              methods[random.nextInt(methods.length)],
              "/" + noise(random, 30),
              noise(random, 40),
              List.of(new Header(names[random.nextInt(names.length)], noise(random, 20))));
      try {
        assertThat(parser.parse(head).operation().scope()).isIn((Object[]) Scope.values());
      } catch (S3Exception e) {
        assertThat(e.code().status()).as("%s", head).isIn(400, 405, 412, 501);
      }
    }
  }

  private static String noise(Random random, int length) {
    String alphabet = "ab/%2F&=?.+-*\"bytes=0123uploadIdpartNumberversionId\u00fc\u0001 ";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(length + 1); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private S3ErrorCode error(RequestHead head) {
    try {
      throw new AssertionError("parsed as " + parser.parse(head));
    } catch (S3Exception e) {
      return e.code();
    }
  }

  private static RequestHead request(String method, String path, String query, Header... headers) {
    return new RequestHead(method, path, query, List.of(headers));
  }
}
