package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Checksum;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A body whose bytes somebody sees as they pass. They stay what they are, and so do the client's
 * promises about them. Confined to one thread at a time.
 */
final class ObservedBody implements StandInBody {

  private final RequestBody body;
  private final BodyObserver observer;
  private boolean ended;

  ObservedBody(RequestBody body, BodyObserver observer) {
    this.body = body;
    this.observer = observer;
  }

  @Override
  public RequestBody behind() {
    return body;
  }

  @Override
  public Optional<ByteBuffer> next() {
    Optional<ByteBuffer> piece = body.next();
    if (piece.isPresent()) {
      observer.piece(piece.get().asReadOnlyBuffer());
    } else if (!ended) {
      ended = true;
      observer.end();
    }
    return piece;
  }

  @Override
  public boolean isReady() {
    return body.isReady();
  }

  @Override
  public OptionalLong length() {
    return body.length();
  }

  @Override
  public boolean promisesChecksum() {
    return body.promisesChecksum();
  }

  @Override
  public List<Checksum> checksums() {
    return body.checksums();
  }

  /** Closes nothing: what is behind it belongs to who opened it. */
  @Override
  public void close() {}
}
