package io.horizonpush.s3.payload;

import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A body with unsigned aws-chunked framing taken off. Its bytes pass through uncopied.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">AWS:
 *     trailing headers</a>
 */
final class AwsChunkedReader implements DecodedReader {

  private final ChunkInput input;
  private final List<String> declaredTrailers;
  private Trailers trailers = Trailers.NONE;
  private long leftInChunk;
  private boolean started;
  private boolean ended;

  AwsChunkedReader(ContentReader body, List<String> declaredTrailers) {
    this.input = new ChunkInput(body);
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
    return Optional.of(data);
  }

  @Override
  public boolean isReady() {
    return ended || (leftInChunk > 0 ? input.isReady() : input.hasWholeLine());
  }

  private void beginChunk() {
    if (started) {
      input.lineEnd();
    }
    started = true;
    leftInChunk = ChunkHeader.parse(input.line(ChunkHeader.LONGEST)).size();
    if (leftInChunk == 0) {
      trailers = Trailers.read(input);
      trailers.checkDeclared(declaredTrailers);
      input.checkAtEnd();
      ended = true;
    }
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
