package io.horizonpush.iroh.blob;

import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.NativeBytes;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A range of a partial blob, read from the store window by window. Confined to one thread at a time. */
final class WindowReader implements ContentReader {

  private static final int WINDOW = 256 * 1024;

  private final Source source;
  private final Function<IrohException, RuntimeException> translate;
  private final BlobHash blob;
  private final long end;
  private long offset;
  private @Nullable NativeBytes current;
  private boolean fetched;

  WindowReader(
      Source source,
      Function<IrohException, RuntimeException> translate,
      BlobHash blob,
      ByteRange range) {
    this.source = source;
    this.translate = translate;
    this.blob = blob;
    this.offset = range.offset();
    this.end = range.end();
  }

  /** Fetches the first window ahead, to see whether it is there. */
  void fetch() {
    if (offset < end) {
      current = source.read(blob, offset, Math.min(WINDOW, end - offset));
      fetched = true;
    }
  }

  @Override
  public Optional<ByteBuffer> next() {
    if (!fetched) {
      close();
      try {
        fetch();
      } catch (IrohException e) {
        throw translate.apply(e);
      }
    }
    fetched = false;
    NativeBytes window = current;
    if (window == null) {
      return Optional.empty();
    }
    ByteBuffer bytes = window.buffer();
    offset += bytes.remaining();
    return Optional.of(bytes);
  }

  @Override
  public void close() {
    NativeBytes window = current;
    current = null;
    if (window != null) {
      window.close();
    }
  }

  /** Reads a range of a blob; fails with an {@link IrohException}. */
  @FunctionalInterface
  interface Source {
    NativeBytes read(BlobHash blob, long offset, long length);
  }
}
