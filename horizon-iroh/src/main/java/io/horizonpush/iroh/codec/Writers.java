package io.horizonpush.iroh.codec;

import io.horizonpush.s3.model.WriterId;

/** The writers that an encoding names by small numbers. */
public interface Writers {

  /** The number of a writer. */
  int number(WriterId writer);

  /**
   * The writer of a number.
   *
   * @throws CodecException if there is none
   */
  WriterId writer(int number);
}
