package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.OriginSource;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.ContentsReader;
import io.horizonpush.s3.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Bytes of a version as a stream, one piece of them in memory. Confined to one thread. */
final class VersionBytes extends InputStream {

  private final ContentReader reader;
  private ByteBuffer piece = ByteBuffer.allocate(0);

  private VersionBytes(List<Content> contents) {
    reader = new ContentsReader(contents);
  }

  /** A range of a version, to be read as often as an origin asks for it. */
  static OriginSource of(
      ObjectStore objects, Bucket bucket, StoredVersion version, ByteRange range) {
    return () -> {
      try {
        return range.length() == 0
            ? InputStream.nullInputStream()
            : new VersionBytes(objects.open(bucket, version, range));
      } catch (S3Exception e) {
        throw new IOException(e.getMessage(), e);
      }
    };
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      while (!piece.hasRemaining()) {
        Optional<ByteBuffer> next = reader.next();
        if (next.isEmpty()) {
          return -1;
        }
        piece = next.get().slice();
      }
    } catch (S3Exception e) {
      throw new IOException(e.getMessage(), e);
    }
    int read = Math.min(length, piece.remaining());
    piece.get(into, offset, read);
    return read;
  }

  @Override
  public void close() {
    piece = ByteBuffer.allocate(0);
    reader.close();
  }
}
