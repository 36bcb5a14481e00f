package io.horizonpush.s3.payload;

import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A body with its aws-chunked framing taken off. Its bytes pass through uncopied as they come, so
 * most of a chunk has passed before its end tells whether it is what it should be: what was read is
 * good for nothing until the end of the body is reported.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">AWS:
 *     trailing headers</a>
 */
final class AwsChunkedReader implements DecodedReader {

  private final ChunkInput input;
  private final ChunkVerification verification;
  private final List<String> declaredTrailers;
  private Trailers trailers = Trailers.NONE;
  private long leftInChunk;
  private boolean started;
  private boolean ended;

  AwsChunkedReader(
      ContentReader body, ChunkVerification verification, List<String> declaredTrailers) {
    this.input = new ChunkInput(body);
    this.verification = verification;
    this.declaredTrailers = List.copyOf(declaredTrailers);
  }

  @Override
  public Optional<ByteBuffer> next() {
    if (leftInChunk == 0 && !ended) {
      beginChunk();
    }
    if (ended) {
      return Optional.empty();
    }
    ByteBuffer data = input.take(leftInChunk);
    leftInChunk -= data.remaining();
    verification.update(data);
    if (leftInChunk == 0) {
      verification.end();
    }
    return Optional.of(data);
  }

  @Override
  public boolean isReady() {
    return ended || (leftInChunk > 0 ? input.isReady() : input.hasChunkHead(started));
  }

  private void beginChunk() {
    if (started) {
      input.lineEnd();
    }
    started = true;
    ChunkHeader header = ChunkHeader.parse(input.line(ChunkHeader.LONGEST));
    verification.begin(header);
    leftInChunk = header.size();
    if (leftInChunk == 0) {
      verification.end();
      readEnd();
    }
  }

  private void readEnd() {
    trailers = Trailers.read(input);
    input.checkAtEnd();
    trailers.checkDeclared(declaredTrailers);
    verification.verify(trailers);
    ended = true;
  }

  @Override
  public Trailers trailers() {
    return trailers;
  }

  @Override
  public void close() {
    input.close();
  }
}
