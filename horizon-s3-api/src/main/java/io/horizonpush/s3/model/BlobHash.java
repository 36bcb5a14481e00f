package io.horizonpush.s3.model;

import java.util.HexFormat;

/**
 * A BLAKE3 hash of 32 bytes: the name of a blob. Held as four words, so that millions of them stay
 * small.
 */
public record BlobHash(long word0, long word1, long word2, long word3) {

  /** The length of a hash in bytes. */
  public static final int LENGTH = 32;

  /**
   * The hash with these 32 bytes.
   *
   * @throws IllegalArgumentException if {@code bytes} has another length
   */
  public static BlobHash of(byte[] bytes) {
    Words.check("A BLAKE3 hash", bytes, LENGTH);
    return new BlobHash(
        Words.at(bytes, 0), Words.at(bytes, 8), Words.at(bytes, 16), Words.at(bytes, 24));
  }

  /** The hash written as 64 hexadecimal digits. */
  public static BlobHash ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return Words.bytes(word0, word1, word2, word3);
  }

  /** The hash as 64 lower-case hexadecimal digits, which is also the stem of its file. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  @Override
  public String toString() {
    return hex();
  }
}
