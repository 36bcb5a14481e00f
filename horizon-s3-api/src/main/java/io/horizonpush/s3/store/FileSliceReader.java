package io.horizonpush.s3.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads a slice of a file through one buffer. Confined to one thread. */
final class FileSliceReader implements ContentReader {

  private static final int PIECE = 256 << 10;

  private final Content.FileSlice slice;
  private final ByteBuffer buffer;
  private long done;

  FileSliceReader(Content.FileSlice slice) {
    this.slice = slice;
    this.buffer = ByteBuffer.allocateDirect((int) Math.min(PIECE, slice.length()));
  }

  @Override
  public Optional<ByteBuffer> next() {
    long left = slice.length() - done;
    if (left == 0) {
      return Optional.empty();
    }
    buffer.clear().limit((int) Math.min(buffer.capacity(), left));
    try {
      int read = slice.file().channel().read(buffer, slice.offset() + done);
      if (read < 0) {
        throw new IOException("The file ends " + left + " bytes early");
      }
      done += read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(buffer.flip());
  }
}
