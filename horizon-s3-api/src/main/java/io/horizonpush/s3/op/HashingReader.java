package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.payload.Checksums;
import io.horizonpush.s3.payload.RunningChecksum;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Passes bytes on, makes their ETag and checksum, and bounds their number. Confined to one thread.
 */
final class HashingReader implements ContentReader {

  /** The largest body of one PUT or part, in bytes. */
  static final long MAX_BODY = 5L << 30;

  /** What is made where nobody says which. */
  static final ChecksumAlgorithm USUAL = ChecksumAlgorithm.CRC64NVME;

  private final ContentReader source;
  private final RunningChecksum md5 = Checksums.md5();
  private final Optional<Made> made;
  private long length;

  /** A checksum that is being made. */
  private record Made(ChecksumAlgorithm algorithm, RunningChecksum running) {}

  private HashingReader(ContentReader source, Optional<ChecksumAlgorithm> algorithm) {
    this.source = source;
    this.made = algorithm.map(each -> new Made(each, Checksums.start(each)));
  }

  /**
   * Reads what a client sends. Where it promises no checksum, one is made as AWS does.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html">AWS:
   *     checking object integrity</a>
   */
  static HashingReader of(RequestBody body) {
    return body.promisesChecksum()
        ? new HashingReader(body, Optional.empty())
        : withChecksum(body, USUAL);
  }

  /** Reads bytes and makes a checksum of them, whatever was promised. */
  static HashingReader withChecksum(ContentReader source, ChecksumAlgorithm algorithm) {
    return new HashingReader(source, Optional.of(algorithm));
  }

  /** Reads a body with its client's checksums alone. */
  static HashingReader plain(RequestBody body) {
    return new HashingReader(body, Optional.empty());
  }

  @Override
  public Optional<ByteBuffer> next() {
    Optional<ByteBuffer> next = source.next();
    next.ifPresent(
        chunk -> {
          length += chunk.remaining();
          checkSize(length);
          md5.update(chunk);
          made.ifPresent(each -> each.running().update(chunk));
        });
    return next;
  }

  @Override
  public boolean isReady() {
    return source.isReady();
  }

  /** The ETag of what was read. Call once, at the end. */
  ETag etag() {
    return new ETag(HexFormat.of().formatHex(md5.value()));
  }

  /** The checksum that was made here, if one was. Call once, at the end. */
  List<Checksum> checksums() {
    return made
        .map(
            each ->
                new Checksum(each.algorithm(), ChecksumType.FULL_OBJECT, each.running().base64()))
        .stream()
        .toList();
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
