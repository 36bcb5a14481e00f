package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * Where the next page of a listing starts, as an opaque text that needs no state on the server. A
 * check sum tells a token from a text that a client made up.
 */
public final class ContinuationToken {

  private ContinuationToken() {}

  public static String encode(String after) {
    byte[] text = after.getBytes(StandardCharsets.UTF_8);
    byte[] token =
        ByteBuffer.allocate(Integer.BYTES + text.length).putInt(sum(text)).put(text).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /**
   * The position inside a token.
   *
   * @throws S3Exception {@code InvalidArgument} when it is none of ours
   */
  public static String decode(String token) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      if (bytes.remaining() > Integer.BYTES) {
        int sum = bytes.getInt();
        byte[] text = new byte[bytes.remaining()];
        bytes.get(text);
        if (sum == sum(text)) {
          return new String(text, StandardCharsets.UTF_8);
        }
      }
    } catch (IllegalArgumentException e) {
      // not base64: refused below like every other text that is no token
    }
    throw new S3Exception(
            S3ErrorCode.INVALID_ARGUMENT, "The continuation token provided is incorrect")
        .with("ArgumentName", "continuation-token")
        .with("ArgumentValue", token);
  }

  private static int sum(byte[] text) {
    CRC32C crc = new CRC32C();
    crc.update(text);
    return (int) crc.getValue();
  }
}
