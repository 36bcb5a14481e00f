package io.horizonpush.s3.filter;

import java.nio.ByteBuffer;

/**
 * Sees the bytes of a body pass. Runs where the body is read, on a virtual thread, and may block;
 * what it throws fails the body. Confined to one thread at a time.
 */
public interface BodyObserver {

  /**
   * A piece of the body.
   *
   * @param bytes for reading, until this returns
   */
  void piece(ByteBuffer bytes);

  /** The body has ended, and all that was promised about it holds. Called once. */
  void end();
}
