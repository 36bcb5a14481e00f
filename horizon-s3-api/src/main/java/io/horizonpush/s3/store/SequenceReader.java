package io.horizonpush.s3.store;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Reads contents one behind the other. Confined to one thread. */
final class SequenceReader implements ContentReader {

  private final Iterator<Content.Deferred> parts;
  private ContentReader current = Optional::empty;

  SequenceReader(List<Content.Deferred> parts) {
    this.parts = parts.iterator();
  }

  @Override
  public Optional<ByteBuffer> next() {
    Optional<ByteBuffer> piece = current.next();
    while (piece.isEmpty() && parts.hasNext()) {
      current.close();
      current = parts.next().reader();
      piece = current.next();
    }
    return piece;
  }

  /** As long as nobody knows where the part behind this one comes from, as this one is. */
  @Override
  public boolean isReady() {
    return current.isReady();
  }

  @Override
  public void close() {
    current.close();
  }
}
