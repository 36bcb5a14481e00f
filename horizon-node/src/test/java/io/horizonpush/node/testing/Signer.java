package io.horizonpush.node.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
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
    String time = TIME.format(Instant.now());
    String scope = time.substring(0, 8) + "/" + REGION + "/s3/aws4_request";
    String payload = hex(sha256(request.body()));
    Request dated = request.with("x-amz-date", time).with("x-amz-content-sha256", payload);
    SortedMap<String, String> headers = headers(dated);
    String names = String.join(";", headers.keySet());
    String canonical = canonical(request, headers) + "\n" + names + "\n" + payload;
    String text =
        "AWS4-HMAC-SHA256\n"
            + time
            + "\n"
            + scope
            + "\n"
            + hex(sha256(canonical.getBytes(StandardCharsets.UTF_8)));
    String signature = hex(hmac(key(scope), text));
    return dated.with(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(accessKeyId, scope, names, signature));
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
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
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
