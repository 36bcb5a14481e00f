package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The arithmetic of Signature Version 4.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">AWS:
 *     create a signed request</a>
 */
final class SignatureV4 {

  static final String ALGORITHM = "AWS4-HMAC-SHA256";

  /** What Signature Version 4A calls itself. */
  static final String ECDSA_ALGORITHM = "AWS4-ECDSA-P256-SHA256";

  static final String TERMINATOR = "aws4_request";

  private static final String HMAC = "HmacSHA256";

  private SignatureV4() {}

  /** The key that signs one day's requests to one region. */
  static SecretKey signingKey(String secret, String date, String region, String service) {
    SecretKey key = new SecretKeySpec(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), HMAC);
    for (String step : new String[] {date, region, service, TERMINATOR}) {
      key = new SecretKeySpec(hmac(key, step), HMAC);
    }
    return key;
  }

  /** A signature in lower-case hexadecimal. */
  static String sign(SecretKey key, String stringToSign) {
    return HexFormat.of().formatHex(hmac(key, stringToSign));
  }

  static String stringToSign(String timestamp, String scope, String canonicalRequest) {
    return ALGORITHM + '\n' + timestamp + '\n' + scope + '\n' + hexSha256(canonicalRequest);
  }

  /** Compares in a time that does not tell where two signatures differ. */
  static boolean sameSignature(String expected, String provided) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.ISO_8859_1),
        provided.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The SHA-256 of a text of bytes: one char a byte, as headers are kept. */
  static String hexSha256(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  static S3Exception ecdsaNotImplemented() {
    return new S3Exception(
        S3ErrorCode.NOT_IMPLEMENTED,
        "Signature Version 4A is not implemented. Please use " + ALGORITHM + ".");
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  private static byte[] hmac(SecretKey key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + HMAC, e);
    }
  }
}
