package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.horizonpush.s3.model.BlobHash;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a piece of native work answered: two numbers and some bytes.
 *
 * @param bytes valid until the reply is released
 */
record Reply(long a, long b, MemorySegment bytes) {

  byte[] array() {
    return bytes.toArray(JAVA_BYTE);
  }

  String text() {
    return new String(array(), StandardCharsets.UTF_8);
  }

  BlobHash hash() {
    return BlobHash.of(array());
  }

  /** The next bytes of a buffer. */
  static byte[] array(ByteBuffer bytes, int length) {
    byte[] array = new byte[length];
    bytes.get(array);
    return array;
  }

  /** The hash that comes next in a buffer. */
  static BlobHash hash(ByteBuffer bytes) {
    return BlobHash.of(array(bytes, BlobHash.LENGTH));
  }

  /** A copy of the bytes, read in native order. */
  ByteBuffer buffer() {
    return ByteBuffer.wrap(array()).order(ByteOrder.nativeOrder());
  }
}
