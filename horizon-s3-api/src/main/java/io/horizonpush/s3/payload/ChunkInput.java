package io.horizonpush.s3.payload;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A body in pieces, read as the lines and runs of bytes that aws-chunked framing is made of. Pieces
 * may end anywhere. Confined to one thread at a time.
 */
final class ChunkInput implements AutoCloseable {

  /** The line in front of a chunk, its end, and that of the chunk before. */
  private static final int LONGEST_FRAMING = ChunkHeader.LONGEST + 4;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ContentReader pieces;
  private ByteBuffer piece = NOTHING;

  ChunkInput(ContentReader pieces) {
    this.pieces = pieces;
  }

  /** Whether no byte is left. */
  boolean atEnd() {
    while (!piece.hasRemaining()) {
      Optional<ByteBuffer> next = pieces.next();
      if (next.isEmpty()) {
        return true;
      }
      piece = next.get().duplicate();
    }
    return false;
  }

  /** Whether the next byte is there, or will not come. */
  boolean isReady() {
    return piece.hasRemaining() || pieces.isReady();
  }

  /**
   * Whether the piece at hand certainly has the line in front of a chunk and a byte of the chunk.
   * What follows the line in front of the last one, which is empty, is of any length.
   *
   * @param behindChunk whether the end of another chunk stands before it
   */
  boolean hasChunkHead(boolean behindChunk) {
    int line = piece.position() + (behindChunk ? 2 : 0);
    return piece.remaining() > LONGEST_FRAMING && piece.get(line) != '0';
  }

  /** The next bytes, at least one and at most {@code most}; valid until the next call. */
  ByteBuffer take(long most) {
    if (atEnd()) {
      throw endedEarly();
    }
    int length = (int) Math.min(most, piece.remaining());
    ByteBuffer taken = piece.slice(piece.position(), length);
    piece.position(piece.position() + length);
    return taken;
  }

  /** The next line without its CRLF. */
  String line(int longest) {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = read();
      if (next == '\r') {
        expect('\n');
        return line.toString();
      }
      if (line.length() == longest) {
        throw malformed("A line of its framing is longer than " + longest + " bytes.");
      }
      line.append((char) next);
    }
  }

  /** Steps over the CRLF behind a chunk. */
  void lineEnd() {
    expect('\r');
    expect('\n');
  }

  /** Refuses bytes behind the framing's end. */
  void checkAtEnd() {
    if (!atEnd()) {
      throw malformed("Bytes follow its last chunk.");
    }
  }

  @Override
  public void close() {
    pieces.close();
  }

  static S3Exception malformed(String detail) {
    return new S3Exception(
        S3ErrorCode.INCOMPLETE_BODY, "The body is not valid aws-chunked encoding. " + detail);
  }

  private void expect(char expected) {
    if (read() != expected) {
      throw malformed("A line or chunk does not end in CRLF.");
    }
  }

  private int read() {
    if (atEnd()) {
      throw endedEarly();
    }
    return piece.get() & 0xFF;
  }

  private static S3Exception endedEarly() {
    return new S3Exception(S3ErrorCode.INCOMPLETE_BODY, "The request body terminated unexpectedly");
  }
}
