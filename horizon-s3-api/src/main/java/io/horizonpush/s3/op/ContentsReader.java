package io.horizonpush.s3.op;

import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
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

  private final Deque<Content> contents;
  private ContentReader current = Optional::empty;

  ContentsReader(List<Content> contents) {
    this.contents = new ArrayDeque<>(contents);
    if (!contents.isEmpty()) {
      current = this.contents.getFirst().reader();
    }
  }

  @Override
  public Optional<ByteBuffer> next() {
    while (!contents.isEmpty()) {
      Optional<ByteBuffer> piece = current.next();
      if (piece.isPresent()) {
        return piece;
      }
      current.close();
      contents.removeFirst().close();
      if (!contents.isEmpty()) {
        current = contents.getFirst().reader();
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    current.close();
    contents.forEach(Content::close);
    contents.clear();
  }
}
