package io.horizonpush.iroh.verify;

import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Reads content piece by piece, wherever it is. */
final class Contents {

  private Contents() {}

  /** Passes every byte to {@code action}, in order; answers how many there were. */
  static long forEach(Content content, Consumer<ByteBuffer> action) {
    long done = 0;
    try (ContentReader reader = content.reader()) {
      for (var piece = reader.next(); piece.isPresent(); piece = reader.next()) {
        done += piece.get().remaining();
        action.accept(piece.get());
      }
    }
    return done;
  }
}
