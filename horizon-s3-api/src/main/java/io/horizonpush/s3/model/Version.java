package io.horizonpush.s3.model;

import java.time.Instant;

/**
 * When and where a record was written: the order of all writes to one key, on every node alike.
 *
 * @param clock a hybrid logical clock: milliseconds since the epoch in the upper 48 bits, a counter
 *     in the lower 16
 * @param writer the first 8 bytes of the writing node's id, which decides between equal clocks
 */
public record Version(long clock, long writer) implements Comparable<Version> {

  /** The wall-clock part, to the millisecond. */
  public Instant time() {
    return Instant.ofEpochMilli(clock >>> 16);
  }

  @Override
  public int compareTo(Version other) {
    int byClock = Long.compareUnsigned(clock, other.clock);
    return byClock != 0 ? byClock : Long.compareUnsigned(writer, other.writer);
  }
}
