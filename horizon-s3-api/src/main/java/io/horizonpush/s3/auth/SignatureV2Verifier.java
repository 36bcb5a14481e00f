package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Signature;
import io.horizonpush.s3.model.Signature.Carrier;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.Query;
import io.horizonpush.s3.request.RequestHead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks Signature Version 2, which older clients and {@code presign} of newer ones still make. It
 * covers every x-amz header there is, so none can be added; but neither host nor body. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html">AWS:
 *     signing REST requests</a>
 */
final class SignatureV2Verifier {

  /** The parameters that make a query one of Version 2. */
  static final Set<String> SIGNS = Set.of("AWSAccessKeyId", "Signature");

  private static final String HMAC = "HmacSHA1";
  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
  private static final Set<String> HOISTED = Set.of("content-md5", "content-type");

  private final KeyProof keys;
  private final Endpoint endpoint;

  SignatureV2Verifier(KeyProof keys, Endpoint endpoint) {
    this.keys = keys;
    this.endpoint = endpoint;
  }

  /**
   * Checks the Authorization header.
   *
   * @param credentials what stands behind {@code AWS}
   */
  Authenticated verifyHeader(RequestHead head, Query query, String credentials, Instant now) {
    int colon = credentials.lastIndexOf(':');
    if (colon <= 0 || colon == credentials.length() - 1) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT,
              "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature")
          .with("ArgumentName", "Authorization");
    }
    RequestTime.of(head).checkSkew(now);
    String date = head.header("x-amz-date").isPresent() ? "" : head.header("date").orElse("");
    Claim claim =
        new Claim(
            Carrier.HEADER, credentials.substring(0, colon), credentials.substring(colon + 1));
    return verify(head, query, date, claim);
  }

  Authenticated verifyQuery(RequestHead head, Query query, Instant now) {
    String id = required(query, "AWSAccessKeyId");
    String signature = required(query, "Signature");
    String expires = required(query, "Expires");
    if (!SECONDS.matcher(expires).matches()) {
      throw denied("Invalid date (should be seconds since epoch): " + expires);
    }
    Instant end = Instant.ofEpochSecond(Long.parseLong(expires));
    if (now.isAfter(end)) {
      throw denied("Request has expired")
          .with("Expires", DateTimeFormatter.ISO_INSTANT.format(end))
          .with("ServerTime", DateTimeFormatter.ISO_INSTANT.format(now));
    }
    RequestHead whole =
        HoistedHeaders.putBack(
            head, query, name -> name.startsWith("x-amz-") || HOISTED.contains(name));
    return verify(whole, query, expires, new Claim(Carrier.QUERY, id, signature));
  }

  /**
   * Checks the signature over a form's policy.
   *
   * @param policy as it stands in the form, in base64
   */
  Principal verifyPolicy(String accessKeyId, String signature, String policy) {
    return prove(new Claim(Carrier.FORM, accessKeyId, signature), List.of(policy));
  }

  /** What a client says about its signature. */
  private record Claim(Carrier carrier, String accessKeyId, String signature) {}

  private Authenticated verify(RequestHead head, Query query, String time, Claim claim) {
    SignatureV4Verifier.refuseToken(head.header("x-amz-security-token").isPresent());
    Principal holder = prove(claim, StringToSignV2.candidates(head, query, time, endpoint));
    return new Authenticated(holder, DeclaredPayload.ofUnsigned(head), head);
  }

  private Principal prove(Claim claim, List<String> candidates) {
    AccessKey proved =
        keys.demand(
            claim.accessKeyId(),
            key -> {
              boolean matches = false;
              for (String stringToSign : candidates) {
                String expected = sign(key.secret(), stringToSign);
                matches |= SignatureV4.sameSignature(expected, claim.signature());
              }
              return matches
                  ? Optional.empty()
                  : Optional.of(
                      KeyProof.mismatch(
                          claim.accessKeyId(), candidates.getFirst(), claim.signature()));
            });
    return KeyProof.holder(proved, new Signature.V2(claim.carrier()));
  }

  /** A signature in base64 over a text of bytes, one char a byte. */
  static String sign(String secret, String stringToSign) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
      byte[] text = stringToSign.getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(mac.doFinal(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + HMAC, e);
    }
  }

  private static String required(Query query, String name) {
    return query
        .single(name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(
            () ->
                denied(
                    "Query-string authentication requires the Signature, Expires and"
                        + " AWSAccessKeyId parameters"));
  }

  private static S3Exception denied(String message) {
    return new S3Exception(S3ErrorCode.ACCESS_DENIED, message);
  }
}
