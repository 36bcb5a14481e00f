package io.horizonpush.s3.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Identifiers of whole words as bytes, the first byte first. Stateless. */
final class Words {

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Words() {}

  /** The word that begins at an offset. */
  static long at(byte[] bytes, int offset) {
    return (long) WORDS.get(bytes, offset);
  }

  /** The bytes of these words, one after the other. */
  static byte[] bytes(long... words) {
    byte[] bytes = new byte[words.length * Long.BYTES];
    for (int i = 0; i < words.length; i++) {
      WORDS.set(bytes, i * Long.BYTES, words[i]);
    }
    return bytes;
  }

  /**
   * Refuses bytes of another length.
   *
   * @throws IllegalArgumentException if there are not {@code length} of them
   */
  static void check(String what, byte[] bytes, int length) {
    if (bytes.length != length) {
      throw new IllegalArgumentException(what + " has " + length + " bytes, not " + bytes.length);
    }
  }
}
