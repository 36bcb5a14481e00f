package io.horizonpush.s3.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/** Who writes: the 32 bytes of an author's public key, or the id of an origin. */
public record WriterId(long word0, long word1, long word2, long word3)
    implements Comparable<WriterId> {

  /** The length of an id in bytes. */
  public static final int LENGTH = 32;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /**
   * The id with these 32 bytes.
   *
   * @throws IllegalArgumentException if {@code bytes} has another length
   */
  public static WriterId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("A writer's id has 32 bytes, not " + bytes.length);
    }
    return new WriterId(word(bytes, 0), word(bytes, 8), word(bytes, 16), word(bytes, 24));
  }

  /** The id written as 64 hexadecimal digits. */
  public static WriterId ofHex(String hex) {
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

  /** The id as 64 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  /** Compares by unsigned bytes. */
  @Override
  public int compareTo(WriterId other) {
    return Arrays.compareUnsigned(bytes(), other.bytes());
  }

  @Override
  public String toString() {
    return hex();
  }

  private static long word(byte[] bytes, int offset) {
    return (long) WORDS.get(bytes, offset);
  }
}
