package io.horizonpush.iroh.codec;

import java.util.Arrays;

/** The bytes of a manifest: what an entry of a bucket's document names by their hash. Immutable. */
public final class Manifest {

  private final byte[] bytes;

  private Manifest(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The manifest of these bytes, which the caller gives away. */
  public static Manifest of(byte[] bytes) {
    return new Manifest(bytes);
  }

  /** The bytes, which nobody changes. */
  public byte[] bytes() {
    return bytes;
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Manifest that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Manifest of " + bytes.length + " bytes";
  }
}
