package io.horizonpush.s3.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A BLAKE3 hash of 32 bytes: the name of a blob. Held as four words, so that millions of them stay
 * small.
 */
public record BlobHash(long word0, long word1, long word2, long word3) {

  /** The length of a hash in bytes. */
  public static final int LENGTH = 32;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /**
   * The hash with these 32 bytes.
   *
   * @throws IllegalArgumentException if {@code bytes} has another length
   */
  public static BlobHash of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("A BLAKE3 hash has 32 bytes, not " + bytes.length);
    }
    return new BlobHash(word(bytes, 0), word(bytes, 8), word(bytes, 16), word(bytes, 24));
  }

  /** The hash written as 64 hexadecimal digits. */
  public static BlobHash ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    byte[] bytes = new byte[LENGTH];
    WORDS.set(bytes, 0, word0);
    WORDS.set(bytes, 8, word1);
    WORDS.set(bytes, 16, word2);
    WORDS.set(bytes, 24, word3);
    return bytes;
  }

  /** The hash as 64 lower-case hexadecimal digits, which is also the stem of its file. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  @Override
  public String toString() {
    return hex();
  }

  private static long word(byte[] bytes, int offset) {
    return (long) WORDS.get(bytes, offset);
  }
}
