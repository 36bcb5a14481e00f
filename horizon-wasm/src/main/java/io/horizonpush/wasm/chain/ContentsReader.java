package io.horizonpush.wasm.chain;

import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The contents of an answer as one run of pieces; it owns them. Confined to one thread at a time.
 */
final class ContentsReader implements ContentReader {

  private final Iterator<Content> left;
  private @Nullable Content current;
  private @Nullable ContentReader reader;

  ContentsReader(List<Content> contents) {
    this.left = contents.iterator();
  }

  @Override
  public Optional<ByteBuffer> next() {
    while (true) {
      ContentReader open = reader;
      if (open != null) {
        Optional<ByteBuffer> piece = open.next();
        if (piece.isPresent()) {
          return piece;
        }
        closeCurrent();
      }
      if (!left.hasNext()) {
        return Optional.empty();
      }
      Content next = left.next();
      current = next;
      reader = next.reader();
    }
  }

  private void closeCurrent() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
    if (current != null) {
      current.close();
      current = null;
    }
  }

  @Override
  public boolean isReady() {
    ContentReader open = reader;
    return open == null || open.isReady();
  }

  @Override
  public void close() {
    closeCurrent();
    left.forEachRemaining(Content::close);
  }
}
