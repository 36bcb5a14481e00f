package io.horizonpush.wasm.host;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a proxy-wasm plugin sees of a body: what came since it last let something go on. Confined to
 * its instance.
 */
final class ProxyBody {

  private byte[] bytes = new byte[0];

  /**
   * Adds a chunk.
   *
   * @param most bytes that may be held back
   * @return false if that is more
   */
  boolean add(ByteBuffer chunk, long most) {
    byte[] more = new byte[chunk.remaining()];
    chunk.get(more);
    if (bytes.length > 0 && bytes.length + more.length > most) {
      return false;
    }
    byte[] all = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, all, bytes.length, more.length);
    bytes = all;
    return true;
  }

  int length() {
    return bytes.length;
  }

  /** A part, as far as there is one. */
  byte[] part(long start, long most) {
    int from = (int) Math.min(start, bytes.length);
    return Arrays.copyOfRange(bytes, from, (int) Math.min(bytes.length, from + most));
  }

  /** Puts bytes in the place of others, before all or behind all of them. */
  void replace(long start, long length, byte[] with) {
    int from = (int) Math.min(start, bytes.length);
    int to = (int) Math.min(bytes.length, from + length);
    ByteArrayOutputStream all = new ByteArrayOutputStream(bytes.length + with.length);
    all.write(bytes, 0, from);
    all.writeBytes(with);
    all.write(bytes, to, bytes.length - to);
    bytes = all.toByteArray();
  }

  /** Lets go of all of it. */
  ByteBuffer take() {
    ByteBuffer taken = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    bytes = new byte[0];
    return taken;
  }
}
