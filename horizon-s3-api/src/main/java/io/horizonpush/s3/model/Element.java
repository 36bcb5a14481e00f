package io.horizonpush.s3.model;

import java.nio.ByteBuffer;

/**
 * A part of a version that a newer node wrote and this one does not know: kept and passed on
 * unchanged.
 *
 * @param number says what it is
 * @param critical whether a version must not be served, copied or removed by who does not know it
 * @param payload its content, encoded
 */
public record Element(int number, boolean critical, Stamp stamp, ByteBuffer payload) {

  public Element {
    payload = payload.asReadOnlyBuffer();
  }

  /** The content, with a position of its own. */
  @Override
  public ByteBuffer payload() {
    return payload.duplicate();
  }
}
