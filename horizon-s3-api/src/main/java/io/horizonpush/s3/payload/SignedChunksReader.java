package io.horizonpush.s3.payload;

import io.horizonpush.s3.auth.ChunkSignatures;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A body whose aws-chunked framing signs every chunk. A chunk is held back until its signature is
 * verified.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">AWS: chunked
 *     upload</a>
 */
final class SignedChunksReader implements DecodedReader {

  /** Bounds the memory of one request. */
  static final int LARGEST_CHUNK = 16 << 20;

  /** AWS allows only the last chunk to be smaller: many tiny ones would cost an HMAC each. */
  static final int SMALLEST_CHUNK = 8 << 10;

  /** What is taken in any case: so little that no number of connections makes it much. */
  private static final int FIRST_BUFFER = 4 << 10;

  private final ChunkInput input;
  private final BodyMemory.Share share;
  private final ChunkSignatures signatures;
  private final boolean trailing;
  private final List<String> declaredTrailers;
  private Trailers trailers = Trailers.NONE;
  private byte[] chunk = new byte[0];
  private long previousSize = LARGEST_CHUNK;
  private boolean ended;

  /**
   * What a reader reads, and what it may hold back of it.
   *
   * @param share closed with the reader
   */
  record Input(ContentReader body, BodyMemory.Share share) {}

  SignedChunksReader(
      Input input, ChunkSignatures signatures, boolean trailing, List<String> declaredTrailers) {
    this.input = new ChunkInput(input.body());
    this.share = input.share();
    this.signatures = signatures;
    this.trailing = trailing;
    this.declaredTrailers = List.copyOf(declaredTrailers);
  }

  @Override
  public Optional<ByteBuffer> next() {
    if (ended) {
      return Optional.empty();
    }
    ChunkHeader header = ChunkHeader.parse(input.line(ChunkHeader.LONGEST));
    if (header.size() > LARGEST_CHUNK) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "A signed chunk may have at most " + LARGEST_CHUNK + " bytes.");
    }
    if (header.size() > 0 && previousSize < SMALLEST_CHUNK) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "Only the last chunk is allowed to have a size less than " + SMALLEST_CHUNK + " bytes");
    }
    previousSize = header.size();
    fill((int) header.size());
    ByteBuffer data = ByteBuffer.wrap(chunk, 0, (int) header.size());
    if (header.size() > 0) {
      input.lineEnd();
      signatures.verifyChunk(data.duplicate(), header.signature());
      return Optional.of(data.asReadOnlyBuffer());
    }
    signatures.verifyChunk(data, header.signature());
    readEnd();
    return Optional.empty();
  }

  private void readEnd() {
    trailers = Trailers.read(input);
    input.checkAtEnd();
    trailers.checkDeclared(declaredTrailers);
    if (trailing) {
      signatures.verifyTrailer(trailers.signedText(), trailers.signature());
    }
    ended = true;
  }

  /** Grows with what has arrived, not with what a chunk's header announces. */
  private void fill(int size) {
    int filled = 0;
    while (filled < size) {
      ByteBuffer data = input.take(size - filled);
      int length = data.remaining();
      if (filled + length > chunk.length) {
        int grown = Math.min(size, Math.max(FIRST_BUFFER, 2 * (filled + length)));
        cover(grown);
        chunk = Arrays.copyOf(chunk, grown);
      }
      data.get(chunk, filled, length);
      filled += length;
    }
  }

  private void cover(int bytes) {
    if (bytes <= FIRST_BUFFER) {
      share.insist(bytes);
    } else {
      share.resize(bytes);
    }
  }

  @Override
  public Trailers trailers() {
    return trailers;
  }

  @Override
  public void close() {
    chunk = new byte[0];
    share.close();
    input.close();
  }
}
