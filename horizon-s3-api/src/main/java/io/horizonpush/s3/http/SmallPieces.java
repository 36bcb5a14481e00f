package io.horizonpush.s3.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the pieces of a body that are small: a client may send chunks of one byte, and each takes
 * a hundred times as much while it waits. The small ones of one read become one. Confined to its
 * event loop.
 */
final class SmallPieces {

  /** What a piece is counted as at least. */
  private static final int SMALL = BodyBridge.SMALLEST_BUFFER;

  private final ByteBufAllocator allocator;

  /** The only one so far, as it came, or a buffer of their own. */
  private @Nullable ByteBuf gathered;

  private boolean several;

  SmallPieces(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** Takes a piece over: hands it on, behind those that came before, or keeps it if it is small. */
  void take(ByteBuf piece, BodyBridge body) {
    if (piece.readableBytes() >= SMALL) {
      handOn(body);
      body.offer(piece);
      return;
    }
    ByteBuf earlier = gathered;
    if (!piece.isReadable()) {
      piece.release();
    } else if (earlier == null) {
      gathered = piece;
    } else {
      add(earlier, piece);
    }
  }

  private void add(ByteBuf earlier, ByteBuf piece) {
    try {
      ByteBuf all = several ? earlier : allocator.directBuffer(SMALL).writeBytes(earlier);
      if (!several) {
        earlier.release();
        gathered = all;
        several = true;
      }
      all.writeBytes(piece);
    } finally {
      piece.release();
    }
  }

  /** Hands on what was gathered. */
  void handOn(BodyBridge body) {
    ByteBuf all = gathered;
    gathered = null;
    several = false;
    if (all != null) {
      body.offer(all);
    }
  }

  /** Drops what was gathered. */
  void drop() {
    ByteBuf all = gathered;
    gathered = null;
    several = false;
    if (all != null) {
      all.release();
    }
  }
}
