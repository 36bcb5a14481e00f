package io.horizonpush.s3.op;

import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads the runs of an object one after another, where a copy needs the bytes themselves. Confined
 * to one thread.
 */
final class ContentsReader implements ContentReader {

  private static final int CHUNK = 256 << 10;

  private final Deque<Content> contents;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
  private long position;

  ContentsReader(List<Content> contents) {
    this.contents = new ArrayDeque<>(contents);
  }

  @Override
  public Optional<ByteBuffer> next() {
    while (!contents.isEmpty()) {
      Content current = contents.getFirst();
      Optional<ByteBuffer> chunk =
          switch (current) {
            case Content.Memory memory ->
                position == 0 ? Optional.of(memory.bytes().duplicate()) : Optional.empty();
            case Content.FileSlice slice -> readFile(slice);
            case Content.Streamed streamed -> streamed.reader().next();
          };
      if (chunk.isPresent() && chunk.get().hasRemaining()) {
        position += chunk.get().remaining();
        return chunk;
      }
      current.close();
      contents.removeFirst();
      position = 0;
    }
    return Optional.empty();
  }

  private Optional<ByteBuffer> readFile(Content.FileSlice slice) {
    long left = slice.length() - position;
    if (left == 0) {
      return Optional.empty();
    }
    buffer.clear().limit((int) Math.min(CHUNK, left));
    try {
      if (slice.file().read(buffer, slice.offset() + position) < 0) {
        throw new IOException("A blob's file is shorter than its record says");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(buffer.flip());
  }

  @Override
  public void close() {
    contents.forEach(Content::close);
    contents.clear();
  }
}
