package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.Signature;
import io.horizonpush.s3.request.RequestHead;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests signed by AWS's own signer, with the credentials of AWS's examples. */
public final class TestingSigner {

  public static final String ID = "AKIAIOSFODNN7EXAMPLE";
  public static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  public static final Owner OWNER = new Owner("owner", "Owner");
  public static final KeyRights RIGHTS = new KeyRights.OfOwner();
  public static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  private TestingSigner() {}

  /** The one key there is. */
  public static Optional<AccessKey> find(String id) {
    return id.equals(ID) ? Optional.of(new AccessKey(ID, SECRET, OWNER, RIGHTS)) : Optional.empty();
  }

  /** Whoever proved to hold the key. */
  public static Principal holder(Signature signature) {
    return new Principal.KeyHolder(ID, OWNER, RIGHTS, signature);
  }

  /** A presigned request, valid for an hour. */
  public static RequestHead presign(String method, String url, Map<String, String> headers) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(URI.create(url));
    headers.forEach(request::putHeader);
    return head(
        AwsV4HttpSigner.create()
            .sign(
                builder ->
                    builder
                        .identity(AwsCredentialsIdentity.create(ID, SECRET))
                        .request(request.build())
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(
                            AwsV4FamilyHttpSigner.AUTH_LOCATION,
                            AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, Duration.ofHours(1))
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC))));
  }

  static SignedRequest sign(
      SdkHttpRequest request, byte[] payload, boolean chunked, boolean trailer) {
    return sign(request, payload, chunked, true, trailer);
  }

  static SignedRequest sign(
      SdkHttpRequest request,
      byte[] payload,
      boolean chunked,
      boolean signPayload,
      boolean trailer) {
    return AwsV4HttpSigner.create()
        .sign(
            builder -> {
              builder
                  .identity(AwsCredentialsIdentity.create(ID, SECRET))
                  .request(request)
                  .payload(() -> new ByteArrayInputStream(payload))
                  .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                  .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                  .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                  .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                  .putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, chunked)
                  .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, signPayload)
                  .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC));
              if (trailer) {
                builder.putProperty(
                    AwsV4FamilyHttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.CRC32);
              }
            });
  }

  static RequestHead head(SignedRequest signed) {
    SdkHttpRequest request = signed.request();
    List<RequestHead.Header> headers = new ArrayList<>();
    request.forEachHeader(
        (name, values) ->
            values.forEach(
                value ->
                    headers.add(new RequestHead.Header(name.toLowerCase(Locale.ROOT), value))));
    return new RequestHead(
        request.method().name(),
        request.encodedPath(),
        request.encodedQueryParameters().orElse(""),
        headers);
  }

  /** A signature of Version 2. */
  public static String signV2(String stringToSign) {
    return signV2(SECRET, stringToSign);
  }

  public static String signV2(String secret, String stringToSign) {
    return SignatureV2Verifier.sign(secret, stringToSign);
  }

  /** A signature of Version 4 for one day in us-east-1. */
  public static String signV4(String date, String stringToSign) {
    return signV4(SECRET, date, "us-east-1", "s3", stringToSign);
  }

  public static String signV4(
      String secret, String date, String region, String service, String stringToSign) {
    return SignatureV4.sign(SignatureV4.signingKey(secret, date, region, service), stringToSign);
  }

  /** A head with one header more. */
  public static RequestHead with(RequestHead head, String name, String value) {
    List<RequestHead.Header> headers = new ArrayList<>(head.headers());
    headers.add(new RequestHead.Header(name, value));
    return new RequestHead(head.method(), head.rawPath(), head.rawQuery(), headers);
  }

  /** A head with another query. */
  public static RequestHead query(RequestHead head, String rawQuery) {
    return new RequestHead(head.method(), head.rawPath(), rawQuery, head.headers());
  }
}
