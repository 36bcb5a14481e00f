package io.horizonpush.s3.http;

import io.horizonpush.s3.auth.TestingSigner;
import io.horizonpush.s3.form.TestingForm;
import io.horizonpush.s3.request.RequestHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs one request in every way there is: Version 4 by AWS's own signer, Version 2 by the book.
 */
final class MatrixSigner {

  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Set<String> V2_SUBRESOURCES =
      Set.of("uploads", "uploadId", "partNumber", "delete", "location");

  private MatrixSigner() {}

  /** The ways to sign. */
  enum Scheme {
    HEADER_V4,
    HEADER_V4_UNSIGNED_PAYLOAD,
    PRESIGNED_V4,
    SIGNED_CHUNKS,
    SIGNED_CHUNKS_TRAILER,
    UNSIGNED_TRAILER,
    HEADER_V2,
    QUERY_V2,
    FORM_V4,
    FORM_V2;

    boolean isForm() {
      return this == FORM_V4 || this == FORM_V2;
    }

    boolean isV2() {
      return this == HEADER_V2 || this == QUERY_V2 || this == FORM_V2;
    }

    boolean isInQuery() {
      return this == PRESIGNED_V4 || this == QUERY_V2;
    }

    boolean isChunked() {
      return this == SIGNED_CHUNKS || this == SIGNED_CHUNKS_TRAILER || this == UNSIGNED_TRAILER;
    }

    /** What {@code x-amz-content-sha256} says; empty where there is none. */
    String payload() {
      return switch (this) {
        case HEADER_V4 -> "[0-9a-f]{64}";
        case HEADER_V4_UNSIGNED_PAYLOAD -> "UNSIGNED-PAYLOAD";
        case SIGNED_CHUNKS -> "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
        case SIGNED_CHUNKS_TRAILER -> "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
        case UNSIGNED_TRAILER -> "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
        case PRESIGNED_V4, HEADER_V2, QUERY_V2, FORM_V4, FORM_V2 -> "";
      };
    }

    /**
     * Whether a change of the body is found out: by a signature, or by the checksum in a trailer,
     * which in a CompleteMultipartUpload is not about the body.
     */
    boolean coversBody(Asked asked) {
      return this == HEADER_V4
          || this == SIGNED_CHUNKS
          || this == SIGNED_CHUNKS_TRAILER
          || (this == UNSIGNED_TRAILER && asked.method().equals("PUT"));
    }
  }

  /** With what and when to sign. */
  record Terms(String id, String secret, String region, String service, Instant when) {

    static Terms right() {
      return new Terms(TestingSigner.ID, TestingSigner.SECRET, "us-east-1", "s3", Instant.now());
    }

    Terms secret(String other) {
      return new Terms(id, other, region, service, when);
    }

    Terms id(String other) {
      return new Terms(other, secret, region, service, when);
    }

    Terms region(String other) {
      return new Terms(id, secret, other, service, when);
    }

    Terms service(String other) {
      return new Terms(id, secret, region, other, when);
    }

    Terms later(Duration difference) {
      return new Terms(id, secret, region, service, when.plus(difference));
    }
  }

  /** What to ask for. */
  record Asked(String method, String target, Map<String, String> headers, String body) {

    Asked {
      headers = Map.copyOf(headers);
    }

    boolean hasBody() {
      return !body.isEmpty();
    }
  }

  /**
   * A request as it goes over the wire.
   *
   * @param body one char for each byte
   */
  record Signed(RequestHead head, String body) {}

  static Signed sign(Scheme scheme, Asked asked, Terms terms) {
    return switch (scheme) {
      case HEADER_V4 -> v4(asked, terms, false, true, false);
      case HEADER_V4_UNSIGNED_PAYLOAD -> v4(asked, terms, false, false, false);
      case PRESIGNED_V4 -> presigned(asked, terms);
      case SIGNED_CHUNKS -> v4(asked, terms, true, true, false);
      case SIGNED_CHUNKS_TRAILER -> v4(asked, terms, true, true, true);
      case UNSIGNED_TRAILER -> v4(asked, terms, true, false, true);
      case HEADER_V2 -> headerV2(asked, terms);
      case QUERY_V2 -> queryV2(asked, terms);
      case FORM_V4, FORM_V2 -> form(scheme, asked, terms);
    };
  }

  private static SdkHttpRequest request(Asked asked, String protocol) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(asked.method()))
            .uri(URI.create(protocol + "://localhost:3000" + asked.target()))
            .putHeader("Content-Length", Integer.toString(asked.body().length()));
    asked.headers().forEach(request::putHeader);
    return request.build();
  }

  /** Over plain HTTP the SDK signs the body whatever it is told. */
  private static Signed v4(
      Asked asked, Terms terms, boolean chunked, boolean signPayload, boolean trailer) {
    return signed(
        AwsV4HttpSigner.create()
            .sign(
                builder -> {
                  builder
                      .identity(AwsCredentialsIdentity.create(terms.id(), terms.secret()))
                      .request(request(asked, signPayload ? "http" : "https"))
                      .payload(
                          () ->
                              new ByteArrayInputStream(
                                  asked.body().getBytes(StandardCharsets.ISO_8859_1)))
                      .putProperty(AwsV4HttpSigner.REGION_NAME, terms.region())
                      .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, terms.service())
                      .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                      .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                      .putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, chunked)
                      .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, signPayload)
                      .putProperty(HttpSigner.SIGNING_CLOCK, clock(terms));
                  if (trailer) {
                    builder.putProperty(
                        AwsV4FamilyHttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.CRC32);
                  }
                }));
  }

  private static Signed presigned(Asked asked, Terms terms) {
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                builder ->
                    builder
                        .identity(AwsCredentialsIdentity.create(terms.id(), terms.secret()))
                        .request(request(asked, "http"))
                        .putProperty(AwsV4HttpSigner.REGION_NAME, terms.region())
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, terms.service())
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(
                            AwsV4FamilyHttpSigner.AUTH_LOCATION,
                            AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(
                            AwsV4FamilyHttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(10))
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock(terms)));
    return new Signed(signed(signed).head(), asked.body());
  }

  private static Clock clock(Terms terms) {
    return Clock.fixed(terms.when(), ZoneOffset.UTC);
  }

  private static Signed signed(SignedRequest signed) {
    SdkHttpRequest request = signed.request();
    List<RequestHead.Header> headers = new ArrayList<>();
    request.forEachHeader(
        (name, values) ->
            values.forEach(
                value ->
                    headers.add(new RequestHead.Header(name.toLowerCase(Locale.ROOT), value))));
    byte[] body = new byte[0];
    if (signed.payload().isPresent()) {
      try (var stream = signed.payload().get().newStream()) {
        body = stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Signed(
        new RequestHead(
            request.method().name(),
            request.encodedPath(),
            request.encodedQueryParameters().orElse(""),
            headers),
        new String(body, StandardCharsets.ISO_8859_1));
  }

  private static Signed headerV2(Asked asked, Terms terms) {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(terms.when().atZone(ZoneOffset.UTC));
    RequestHead head = TestingSigner.with(plain(asked), "date", date);
    String signature = TestingSigner.signV2(terms.secret(), stringToSignV2(head, date));
    return new Signed(
        TestingSigner.with(head, "authorization", "AWS " + terms.id() + ":" + signature),
        asked.body());
  }

  private static Signed queryV2(Asked asked, Terms terms) {
    String expires = Long.toString(terms.when().plusSeconds(600).getEpochSecond());
    RequestHead head = plain(asked);
    String signature = TestingSigner.signV2(terms.secret(), stringToSignV2(head, expires));
    String query =
        head.rawQuery()
            + (head.rawQuery().isEmpty() ? "" : "&")
            + "AWSAccessKeyId="
            + terms.id()
            + "&Expires="
            + expires
            + "&Signature="
            + URLEncoder.encode(signature, StandardCharsets.UTF_8);
    return new Signed(TestingSigner.query(head, query), asked.body());
  }

  private static RequestHead plain(Asked asked) {
    String[] target = asked.target().split("\\?", 2);
    List<RequestHead.Header> headers = new ArrayList<>();
    headers.add(new RequestHead.Header("host", "localhost:3000"));
    headers.add(new RequestHead.Header("content-length", Integer.toString(asked.body().length())));
    asked
        .headers()
        .forEach(
            (name, value) ->
                headers.add(new RequestHead.Header(name.toLowerCase(Locale.ROOT), value)));
    return new RequestHead(asked.method(), target[0], target.length == 1 ? "" : target[1], headers);
  }

  private static String stringToSignV2(RequestHead head, String date) {
    Map<String, String> amz = new TreeMap<>();
    head.headers().stream()
        .filter(header -> header.name().startsWith("x-amz-"))
        .forEach(header -> amz.put(header.name(), header.value()));
    String subresources =
        Arrays.stream(head.rawQuery().split("&", -1))
            .filter(parameter -> V2_SUBRESOURCES.contains(parameter.split("=", 2)[0]))
            .sorted()
            .collect(Collectors.joining("&"));
    return head.method()
        + "\n\n"
        + head.header("content-type").orElse("")
        + "\n"
        + date
        + "\n"
        + amz.entrySet().stream()
            .map(header -> header.getKey() + ":" + header.getValue() + "\n")
            .collect(Collectors.joining())
        + head.rawPath()
        + (subresources.isEmpty() ? "" : "?" + subresources);
  }

  private static Signed form(Scheme scheme, Asked asked, Terms terms) {
    String date = BASIC.format(terms.when());
    String scope =
        "%s/%s/%s/%s/aws4_request"
            .formatted(terms.id(), date.substring(0, 8), terms.region(), terms.service());
    String policy =
        """
        {"expiration": "%s", "conditions": [{"bucket": "bucket"}, {"key": "k"},
        {"x-amz-meta-a": "b"}, {"content-type": "text/plain"}, ["content-length-range", 1, 10]%s]}"""
            .formatted(
                terms.when().plusSeconds(600),
                scheme == Scheme.FORM_V2
                    ? ""
                    : """
                    , {"x-amz-algorithm": "AWS4-HMAC-SHA256"}, {"x-amz-date": "%s"},
                    {"x-amz-credential": "%s"}"""
                        .formatted(date, scope));
    String encoded = Base64.getEncoder().encodeToString(policy.getBytes(StandardCharsets.UTF_8));
    TestingForm form =
        TestingForm.of("key", "k", "x-amz-meta-a", "b", "content-type", "text/plain");
    form =
        scheme == Scheme.FORM_V2
            ? form.with("AWSAccessKeyId", terms.id())
                .with("signature", TestingSigner.signV2(terms.secret(), encoded))
            : form.with("x-amz-algorithm", "AWS4-HMAC-SHA256")
                .with("x-amz-credential", scope)
                .with("x-amz-date", date)
                .with(
                    "x-amz-signature",
                    TestingSigner.signV4(
                        terms.secret(),
                        date.substring(0, 8),
                        terms.region(),
                        terms.service(),
                        encoded));
    form = form.with("policy", encoded).file("f", "hello");
    String body = new String(form.body(), StandardCharsets.ISO_8859_1);
    return new Signed(
        new RequestHead(
            "POST",
            asked.target(),
            "",
            List.of(
                new RequestHead.Header("host", "localhost:3000"),
                new RequestHead.Header(
                    "content-type", "multipart/form-data; boundary=" + TestingForm.BOUNDARY),
                new RequestHead.Header("content-length", Integer.toString(body.length())))),
        body);
  }
}
