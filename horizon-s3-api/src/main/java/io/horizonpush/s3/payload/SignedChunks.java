package io.horizonpush.s3.payload;

import io.horizonpush.s3.auth.ChunkSignatures;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.ByteBuffer;

/**
 * The chunks of a body that signs each of them.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">AWS: chunked
 *     upload</a>
 */
final class SignedChunks implements ChunkVerification {

  /** So much at most is taken in before a signature tells whose it is. */
  static final int LARGEST = 16 << 20;

  /** AWS allows only the last chunk to be smaller: many tiny ones would cost an HMAC each. */
  static final int SMALLEST = 8 << 10;

  private final ChunkSignatures signatures;
  private final boolean trailing;
  private long previousSize = LARGEST;
  private String signature = "";

  /**
   * @param trailing whether signed trailers follow the last chunk
   */
  SignedChunks(ChunkSignatures signatures, boolean trailing) {
    this.signatures = signatures;
    this.trailing = trailing;
  }

  @Override
  public void begin(ChunkHeader header) {
    if (header.size() > LARGEST) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST, "A signed chunk may have at most " + LARGEST + " bytes.");
    }
    if (header.size() > 0 && previousSize < SMALLEST) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "Only the last chunk is allowed to have a size less than " + SMALLEST + " bytes");
    }
    previousSize = header.size();
    signature = header.signature();
  }

  @Override
  public void update(ByteBuffer bytes) {
    signatures.update(bytes);
  }

  @Override
  public void end() {
    signatures.verifyChunk(signature);
  }

  @Override
  public void verify(Trailers trailers) {
    if (trailing) {
      signatures.verifyTrailer(trailers.signedText(), trailers.signature());
    }
  }
}
