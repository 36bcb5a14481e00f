package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A range of bytes that come from their beginning. Confined to one thread at a time. */
final class SliceReader implements ContentReader {

  private final ContentReader bytes;
  private long skip;
  private long left;

  SliceReader(ContentReader bytes, ByteRange range) {
    this.bytes = bytes;
    this.skip = range.offset();
    this.left = range.length();
  }

  @Override
  public Optional<ByteBuffer> next() {
    while (left > 0) {
      Optional<ByteBuffer> piece = bytes.next();
      if (piece.isEmpty()) {
        return piece; // Who sends it sees that it is too short.
      }
      ByteBuffer rest = piece.get().duplicate();
      int skipped = (int) Math.min(skip, rest.remaining());
      skip -= skipped;
      rest.position(rest.position() + skipped);
      rest.limit(rest.position() + (int) Math.min(left, rest.remaining()));
      left -= rest.remaining();
      if (rest.hasRemaining()) {
        return Optional.of(rest);
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean isReady() {
    return bytes.isReady();
  }

  @Override
  public void close() {
    bytes.close();
  }
}
