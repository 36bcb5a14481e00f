package io.horizonpush.s3.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An object's key: 1 to 1024 bytes of UTF-8 without NUL, ordered by unsigned bytes and never
 * normalised.
 *
 * <p>NUL is refused because it ends a key inside a bucket's document.
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

  /** The longest key, in bytes of UTF-8. */
  public static final int MAX_BYTES = 1024;

  public ObjectKey {
    if (value.isEmpty()) {
      throw new S3Exception(
          S3ErrorCode.INVALID_ARGUMENT, "An object key has at least one character.");
    }
    if (value.indexOf('\0') >= 0) {
      throw new S3Exception(
          S3ErrorCode.INVALID_ARGUMENT, "An object key must not contain the NUL character.");
    }
    if (utf8(value).length > MAX_BYTES) {
      throw new S3Exception(S3ErrorCode.KEY_TOO_LONG, "Your key is too long")
          .with("Size", Integer.toString(utf8(value).length))
          .with("MaxSizeAllowed", Integer.toString(MAX_BYTES));
    }
  }

  /** The key whose UTF-8 bytes are {@code bytes}, which must be valid. */
  public static ObjectKey of(byte[] bytes) {
    return new ObjectKey(new String(bytes, StandardCharsets.UTF_8));
  }

  /** The key's bytes, in the order of which keys are listed. */
  public byte[] bytes() {
    return utf8(value);
  }

  /**
   * Compares as S3 lists: by unsigned bytes of UTF-8, which differs from {@link String#compareTo}
   * above U+FFFF.
   */
  @Override
  public int compareTo(ObjectKey other) {
    return Arrays.compareUnsigned(bytes(), other.bytes());
  }

  @Override
  public String toString() {
    return value;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
