package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.HeaderField;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Headers as proxy-wasm writes them in memory: their number, the lengths of each, and then names
 * and values with a NUL behind each. Stateless.
 */
final class ProxyPairs {

  private static final int MOST = 256;

  private ProxyPairs() {}

  static byte[] write(List<HeaderField> headers) {
    List<byte[]> texts = new ArrayList<>();
    headers.forEach(
        header -> {
          texts.add(header.name().getBytes(StandardCharsets.UTF_8));
          texts.add(header.value().getBytes(StandardCharsets.UTF_8));
        });
    int length =
        Integer.BYTES + texts.stream().mapToInt(text -> Integer.BYTES + text.length + 1).sum();
    ByteBuffer written = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    written.putInt(headers.size());
    texts.forEach(text -> written.putInt(text.length));
    texts.forEach(text -> written.put(text).put((byte) 0));
    return written.array();
  }

  /** Reads headers, or refuses what are none. */
  static List<HeaderField> read(byte[] bytes) {
    if (bytes.length == 0) {
      return List.of();
    }
    try {
      ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int count = from.getInt();
      if (count < 0 || count > MOST) {
        throw Errno.TOO_LARGE.error();
      }
      int[] lengths = new int[2 * count];
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = from.getInt();
      }
      List<HeaderField> headers = new ArrayList<>();
      for (int i = 0; i < lengths.length; i += 2) {
        headers.add(new HeaderField(text(from, lengths[i]), text(from, lengths[i + 1])));
      }
      return headers;
    } catch (BufferUnderflowException e) {
      throw Errno.TOO_LARGE.error();
    }
  }

  private static String text(ByteBuffer from, int length) {
    if (length < 0 || length >= from.remaining()) {
      throw Errno.TOO_LARGE.error();
    }
    byte[] text = new byte[length];
    from.get(text).get();
    return new String(text, StandardCharsets.UTF_8);
  }
}
