package io.horizonpush.s3.api;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * An access key of the server under test.
 *
 * @param ownerId whom it acts for
 */
public record TestingKey(String id, String secret, String ownerId) {

  /** The headers that a request needs besides its own, made by AWS's signer. */
  public Map<String, String> sign(
      String method, URI uri, Map<String, String> headers, byte[] body) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(uri);
    headers.forEach(request::putHeader);
    Map<String, String> signed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    AwsV4HttpSigner.create()
        .sign(
            builder ->
                builder
                    .identity(AwsCredentialsIdentity.create(id, secret))
                    .request(request.build())
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false))
        .request()
        .forEachHeader((name, values) -> signed.put(name, values.getFirst()));
    // The HTTP client writes these itself.
    signed.remove("Host");
    signed.remove("Content-Length");
    signed.keySet().removeIf(name -> headers.keySet().stream().anyMatch(name::equalsIgnoreCase));
    return signed;
  }
}
