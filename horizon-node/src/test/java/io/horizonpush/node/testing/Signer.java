package io.horizonpush.node.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests with an access key as AWS describes it for Signature Version 4. Paths and
 * parameters are sent exactly as they are spelled; what is signed is what they decode to.
 * Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">AWS:
 *     authenticating requests</a>
 */
public record Signer(String accessKeyId, String secret) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String REGION = "us-east-1";

  /** Signs with a key as the admin API shows it when it is made. */
  public static Signer of(JsonNode key) {
    return new Signer(key.path("access-key").asText(), key.path("secret-key").asText());
  }

  /** The request with a signature over all its headers and its body. */
  public Request sign(Request request) {
    Instant now = Instant.now();
    String payload = hex(sha256(request.body()));
    Request dated =
        request.with("x-amz-date", TIME.format(now)).with("x-amz-content-sha256", payload);
    SortedMap<String, String> headers = headers(dated);
    return dated.with(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=%s, SignedHeaders=%s, Signature=%s"
            .formatted(
                credential(now),
                String.join(";", headers.keySet()),
                signature(request, headers, payload, now)));
  }

  /**
   * The request as a presigned URL has it, valid for an hour.
   *
   * @param made when it is signed
   */
  public Request presign(Request request, Instant made) {
    SortedMap<String, String> headers = headers(request);
    Request asked =
        request.withParameters(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=%s&X-Amz-Date=%s&X-Amz-Expires=3600&X-Amz-SignedHeaders=%s"
                .formatted(
                    Request.parameter(credential(made)),
                    TIME.format(made),
                    Request.parameter(String.join(";", headers.keySet()))));
    return asked.withParameters(
        "X-Amz-Signature=" + signature(asked, headers, "UNSIGNED-PAYLOAD", made));
  }

  /**
   * The request as a URL presigned with Version 2 has it, valid for an hour.
   *
   * @param resource bucket and key, as that version signs them
   */
  public Request presignV2(Request request, String resource) {
    long end = Instant.now().plusSeconds(3600).getEpochSecond();
    byte[] signature =
        hmac(
            "HmacSHA1",
            secret.getBytes(StandardCharsets.UTF_8),
            request.method() + "\n\n\n" + end + "\n" + resource);
    return request.withParameters(
        "AWSAccessKeyId=%s&Expires=%d&Signature=%s"
            .formatted(
                accessKeyId,
                end,
                Request.parameter(Base64.getEncoder().encodeToString(signature))));
  }

  /**
   * The fields that sign a form, each as its name and its value.
   *
   * @param conditions of its policy, in JSON, besides those on these fields
   */
  public List<Map.Entry<String, String>> signForm(List<String> conditions, Instant made) {
    List<Map.Entry<String, String>> fields =
        List.of(
            Map.entry("x-amz-algorithm", "AWS4-HMAC-SHA256"),
            Map.entry("x-amz-credential", credential(made)),
            Map.entry("x-amz-date", TIME.format(made)));
    String own =
        fields.stream()
            .map(each -> "{\"%s\":\"%s\"}".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(","));
    String policy =
        "{\"expiration\":\"%s\",\"conditions\":[%s,%s]}"
            .formatted(Instant.now().plusSeconds(3600), String.join(",", conditions), own);
    String encoded = Base64.getEncoder().encodeToString(policy.getBytes(StandardCharsets.UTF_8));
    List<Map.Entry<String, String>> signed = new ArrayList<>(fields);
    signed.add(Map.entry("policy", encoded));
    signed.add(Map.entry("x-amz-signature", hex(hmac(key(scope(made)), encoded))));
    return signed;
  }

  private String credential(Instant made) {
    return accessKeyId + "/" + scope(made);
  }

  private static String scope(Instant made) {
    return TIME.format(made).substring(0, 8) + "/" + REGION + "/s3/aws4_request";
  }

  private String signature(
      Request request, SortedMap<String, String> headers, String payload, Instant made) {
    String names = String.join(";", headers.keySet());
    String canonical = canonical(request, headers) + "\n" + names + "\n" + payload;
    String text =
        "AWS4-HMAC-SHA256\n"
            + TIME.format(made)
            + "\n"
            + scope(made)
            + "\n"
            + hex(sha256(canonical.getBytes(StandardCharsets.UTF_8)));
    return hex(hmac(key(scope(made)), text));
  }

  private static SortedMap<String, String> headers(Request request) {
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("host", "localhost");
    for (String header : request.headers()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    return headers;
  }

  private static String canonical(Request request, SortedMap<String, String> headers) {
    int question = request.target().indexOf('?');
    String path = question < 0 ? request.target() : request.target().substring(0, question);
    String query = question < 0 ? "" : request.target().substring(question + 1);
    String sorted =
        Arrays.stream(query.split("&", -1))
            .filter(pair -> !pair.isEmpty())
            .map(Signer::canonicalPair)
            .sorted()
            .collect(Collectors.joining("&"));
    StringBuilder text =
        new StringBuilder(
            request.method() + "\n" + encoded(path).replace("%2F", "/") + "\n" + sorted + "\n");
    headers.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return text.toString();
  }

  private static String canonicalPair(String pair) {
    int equals = pair.indexOf('=');
    return equals < 0
        ? encoded(pair) + "="
        : encoded(pair.substring(0, equals)) + "=" + encoded(pair.substring(equals + 1));
  }

  /** A text that is escaped anyhow, escaped as AWS does it. */
  private static String encoded(String raw) {
    String text = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    return Request.parameter(text);
  }

  private byte[] key(String scope) {
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String step : scope.split("/", -1)) {
      key = hmac(key, step);
    }
    return key;
  }

  private static byte[] hmac(byte[] key, String text) {
    return hmac("HmacSHA256", key, text);
  }

  private static byte[] hmac(String algorithm, byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public String toString() {
    return accessKeyId;
  }
}
