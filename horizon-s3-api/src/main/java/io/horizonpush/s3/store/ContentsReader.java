package io.horizonpush.s3.store;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads the runs of an object one after another, where somebody needs the bytes themselves.
 * Confined to one thread.
 */
public final class ContentsReader implements ContentReader {

  private final Deque<Content> contents;
  private Optional<ContentReader> current = Optional.empty();

  public ContentsReader(List<Content> contents) {
    this.contents = new ArrayDeque<>(contents);
  }

  @Override
  public Optional<ByteBuffer> next() {
    while (!contents.isEmpty()) {
      ContentReader reader = current.orElseGet(() -> contents.getFirst().reader());
      current = Optional.of(reader);
      Optional<ByteBuffer> piece = reader.next();
      if (piece.isPresent()) {
        return piece;
      }
      endRun();
    }
    return Optional.empty();
  }

  /** Not before a run is opened: where it comes from shows then. */
  @Override
  public boolean isReady() {
    return current.map(ContentReader::isReady).orElse(contents.isEmpty());
  }

  private void endRun() {
    current.ifPresent(ContentReader::close);
    current = Optional.empty();
    contents.removeFirst().close();
  }

  @Override
  public void close() {
    while (!contents.isEmpty()) {
      endRun();
    }
  }
}
