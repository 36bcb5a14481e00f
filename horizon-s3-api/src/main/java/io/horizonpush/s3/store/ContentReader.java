package io.horizonpush.s3.store;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Bytes that arrive in pieces, pulled by whoever consumes them.
 *
 * <p>Blocks its (virtual) thread until a piece is there. Confined to one thread at a time.
 */
public interface ContentReader extends AutoCloseable {

  /**
   * The next piece, never empty; nothing at the end. Its bytes stay valid until the next call or
   * {@link #close}.
   *
   * @throws io.horizonpush.s3.model.S3Exception if the bytes end early, come too slowly or fail
   *     their verification
   */
  Optional<ByteBuffer> next();

  /**
   * Whether the next piece, or the end, comes without waiting for somebody who sends the bytes:
   * what lies on this node does. Where that is not certain it is false.
   */
  default boolean isReady() {
    return true;
  }

  /** Gives back what the pieces live in. Closing before the end abandons the rest. */
  @Override
  default void close() {}
}
