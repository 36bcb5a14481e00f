package io.horizonpush.s3.op;

import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.payload.Checksums;
import io.horizonpush.s3.payload.RunningChecksum;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/** Passes bytes on, makes their ETag and bounds their number. Confined to one thread. */
final class Md5Reader implements ContentReader {

  /** The largest body of one PUT or part, in bytes. */
  static final long MAX_BODY = 5L << 30;

  private final ContentReader source;
  private final RunningChecksum digest = Checksums.md5();
  private long length;

  Md5Reader(ContentReader source) {
    this.source = source;
  }

  @Override
  public Optional<ByteBuffer> next() {
    Optional<ByteBuffer> next = source.next();
    next.ifPresent(
        chunk -> {
          length += chunk.remaining();
          checkSize(length);
          digest.update(chunk);
        });
    return next;
  }

  /** The ETag of what was read. Call once, at the end. */
  ETag etag() {
    return new ETag(HexFormat.of().formatHex(digest.value()));
  }

  @Override
  public void close() {
    source.close();
  }

  /**
   * Refuses a body that is too large.
   *
   * @throws S3Exception {@code EntityTooLarge}
   */
  static void checkSize(long length) {
    if (length > MAX_BODY) {
      throw new S3Exception(
              S3ErrorCode.ENTITY_TOO_LARGE, "Your proposed upload exceeds the maximum allowed size")
          .with("ProposedSize", Long.toString(length))
          .with("MaxSizeAllowed", Long.toString(MAX_BODY));
    }
  }
}
