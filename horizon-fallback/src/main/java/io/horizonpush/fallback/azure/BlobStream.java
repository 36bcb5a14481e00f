package io.horizonpush.fallback.azure;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/**
 * The bytes of a download as they are pulled: the next buffer is asked for when the one before is
 * read, so that no more than two are held. Closing it cancels the download.
 */
final class BlobStream extends InputStream {

  private final Stream<ByteBuffer> buffers;
  private final Iterator<ByteBuffer> iterator;
  private ByteBuffer current = ByteBuffer.allocate(0);

  BlobStream(Flux<ByteBuffer> buffers, Duration silence) {
    this.buffers = buffers.timeout(silence).toStream(1);
    this.iterator = this.buffers.iterator();
  }

  @Override
  public int read() throws IOException {
    return isThereMore() ? current.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!isThereMore()) {
      return -1;
    }
    int read = Math.min(length, current.remaining());
    current.get(into, offset, read);
    return read;
  }

  private boolean isThereMore() throws IOException {
    try {
      while (!current.hasRemaining()) {
        if (!iterator.hasNext()) {
          return false;
        }
        current = iterator.next();
      }
      return true;
    } catch (RuntimeException e) {
      Throwable cause = e.getCause();
      if (cause instanceof TimeoutException) {
        throw new HttpTimeoutException("Nothing came");
      }
      throw cause instanceof IOException broken ? broken : new IOException(e);
    }
  }

  @Override
  public void close() {
    buffers.close();
  }
}
