package io.horizonpush.iroh.content;

import io.horizonpush.s3.store.BodyMemory;
import java.util.OptionalLong;

/**
 * Where bodies go by their length, and the memory they have on their way.
 *
 * @param inlineMax the longest body that is kept inside its record, in bytes
 * @param segmentMax the longest that goes into a segment, which many share, in bytes
 * @param segmentSize of a segment, in bytes; chosen by the free space where there is none
 */
public record BodyLimits(
    int inlineMax, int segmentMax, OptionalLong segmentSize, BodyMemory memory) {

  /**
   * The usual limits. A small PUT whose body is in its record waits for the disk once, together
   * with others, instead of once more for its blob.
   */
  public static BodyLimits usual(BodyMemory memory) {
    return new BodyLimits(16 << 10, 256 << 10, OptionalLong.empty(), memory);
  }
}
