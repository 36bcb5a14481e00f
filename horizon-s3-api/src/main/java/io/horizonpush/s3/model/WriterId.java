package io.horizonpush.s3.model;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Who writes: the 32 bytes of an author's public key, or the id of an origin. Ordered by unsigned
 * bytes.
 */
public record WriterId(long word0, long word1, long word2, long word3)
    implements Comparable<WriterId> {

  /** The length of an id in bytes. */
  public static final int LENGTH = 32;

  /**
   * The id with these 32 bytes.
   *
   * @throws IllegalArgumentException if {@code bytes} has another length
   */
  public static WriterId of(byte[] bytes) {
    Words.check("The id of a writer", bytes, LENGTH);
    return new WriterId(
        Words.at(bytes, 0), Words.at(bytes, 8), Words.at(bytes, 16), Words.at(bytes, 24));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return Words.bytes(word0, word1, word2, word3);
  }

  /** The id as 64 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  @Override
  public int compareTo(WriterId other) {
    if (word0 != other.word0) {
      return Long.compareUnsigned(word0, other.word0);
    }
    return Arrays.compareUnsigned(bytes(), other.bytes());
  }

  @Override
  public String toString() {
    return hex();
  }
}
