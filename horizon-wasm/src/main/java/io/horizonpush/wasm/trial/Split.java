package io.horizonpush.wasm.trial;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How a body comes: a network cuts it anywhere, so a plugin gives the same whatever it is cut into.
 *
 * @param size of its pieces in bytes
 * @param emptyEnd whether its end is a piece without bytes
 */
record Split(String name, int size, boolean emptyEnd) {

  private static final int LARGEST = 64 << 10;

  /** Every way in which each case runs. */
  static final List<Split> ALL =
      List.of(
          new Split("64 KiB", LARGEST, false),
          new Split("1 byte", 1, false),
          new Split("7 bytes", 7, false),
          new Split("997 bytes", 997, false),
          new Split("64 KiB and an empty end", LARGEST, true));

  /**
   * A piece of a body.
   *
   * @param end whether it is the last
   */
  record Piece(ByteBuffer bytes, boolean end) {}

  List<Piece> pieces(byte[] body) {
    List<Piece> pieces = new ArrayList<>();
    for (int at = 0; at < body.length; at += size) {
      int length = Math.min(size, body.length - at);
      boolean last = at + length == body.length;
      pieces.add(
          new Piece(
              ByteBuffer.wrap(body, at, length).slice().asReadOnlyBuffer(), last && !emptyEnd));
    }
    if (emptyEnd || pieces.isEmpty()) {
      pieces.add(new Piece(ByteBuffer.allocate(0), true));
    }
    return pieces;
  }
}
