package io.horizonpush.iroh.verify;

import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Reads content piece by piece, wherever it is. */
final class Contents {

  private static final int PIECE = 1 << 16;

  private Contents() {}

  /** Passes every byte to {@code action}, in order; answers how many there were. */
  static long forEach(Content content, Consumer<ByteBuffer> action) {
    return switch (content) {
      case Content.Memory memory -> {
        action.accept(memory.bytes().duplicate());
        yield memory.length();
      }
      case Content.FileSlice slice -> file(slice, action);
      case Content.Streamed streamed -> stream(streamed.reader(), action);
    };
  }

  private static long file(Content.FileSlice slice, Consumer<ByteBuffer> action) {
    ByteBuffer buffer = ByteBuffer.allocate(PIECE);
    long done = 0;
    try {
      while (done < slice.length()) {
        buffer.clear().limit((int) Math.min(PIECE, slice.length() - done));
        int read = slice.file().read(buffer, slice.offset() + done);
        if (read < 0) {
          throw new IOException("The file ends " + (slice.length() - done) + " bytes early");
        }
        done += read;
        action.accept(buffer.flip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return done;
  }

  private static long stream(ContentReader reader, Consumer<ByteBuffer> action) {
    long done = 0;
    for (var piece = reader.next(); piece.isPresent(); piece = reader.next()) {
      done += piece.get().remaining();
      action.accept(piece.get());
    }
    return done;
  }
}
