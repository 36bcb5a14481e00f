package io.horizonpush.iroh.replica;

import java.util.HexFormat;

/**
 * The id of a bucket's document: the public half of its namespace key.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record ReplicaId(String hex) {

  /** The length of an id in bytes. */
  public static final int LENGTH = 32;

  /**
   * The id with these 32 bytes.
   *
   * @throws IllegalArgumentException if {@code bytes} has another length
   */
  public static ReplicaId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("A document's id has 32 bytes, not " + bytes.length);
    }
    return new ReplicaId(HexFormat.of().formatHex(bytes));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
