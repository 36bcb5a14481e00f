package io.horizonpush.iroh.replica;

import java.util.Arrays;

/**
 * What a bucket's document is made of: 32 bytes. Whoever has them can write the document, so they
 * are shown to nobody.
 */
public final class DocumentSecret {

  /** The length of a secret in bytes. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private DocumentSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The secret with these 32 bytes.
   *
   * @throws IllegalArgumentException if {@code bytes} has another length
   */
  public static DocumentSecret of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("A document's secret has 32 bytes, not " + bytes.length);
    }
    return new DocumentSecret(bytes.clone());
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DocumentSecret that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Says nothing of the bytes. */
  @Override
  public String toString() {
    return "DocumentSecret[hidden]";
  }
}
