package io.horizonpush.s3.store;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Bytes that can be sent to a client: in memory, in a file that the kernel can send by itself, or
 * arriving.
 */
public sealed interface Content extends AutoCloseable {

  /** The number of bytes. */
  long length();

  /** Gives back the file or the stream behind the bytes. Idempotent. */
  @Override
  void close();

  /** Bytes in memory. */
  record Memory(ByteBuffer bytes) implements Content {

    @Override
    public long length() {
      return bytes.remaining();
    }

    @Override
    public void close() {}
  }

  /**
   * A slice of an open file. The file may be unlinked meanwhile; the slice stays readable until it
   * is closed.
   *
   * @param offset of the first byte in the file
   */
  record FileSlice(FileChannel file, long offset, long length) implements Content {

    @Override
    public void close() {
      try {
        file.close();
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /** Bytes that arrive from elsewhere while they are sent. */
  record Streamed(ContentReader reader, long length) implements Content {

    @Override
    public void close() {
      reader.close();
    }
  }
}
