package io.horizonpush.iroh.net;

import java.util.HexFormat;

/**
 * A node as others know it: the public key that its connections prove to hold.
 *
 * @param hex the 32 bytes as 64 lower-case hexadecimal digits
 */
public record NodeId(String hex) implements Comparable<NodeId> {

  /** The length of an id in bytes. */
  public static final int LENGTH = 32;

  /**
   * @throws IllegalArgumentException if that is no id
   */
  public NodeId {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("A node's id is 64 lower-case hexadecimal digits");
    }
  }

  /**
   * The id with these 32 bytes.
   *
   * @throws IllegalArgumentException if {@code bytes} has another length
   */
  public static NodeId of(byte[] bytes) {
    return new NodeId(HexFormat.of().formatHex(bytes));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public int compareTo(NodeId other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
