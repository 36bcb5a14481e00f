package io.horizonpush.iroh.share;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that mean nothing but themselves, such as a signature or a nonce. Immutable. */
public final class Octets {

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** These bytes. */
  public static Octets of(byte[] bytes) {
    return new Octets(bytes.clone());
  }

  /**
   * These bytes, which must be so many.
   *
   * @throws IllegalArgumentException if they are not
   */
  static Octets of(byte[] bytes, int length) {
    if (bytes.length != length) {
      throw new IllegalArgumentException(
          "%d bytes where %d should be".formatted(bytes.length, length));
    }
    return of(bytes);
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** How many they are. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The bytes as hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
