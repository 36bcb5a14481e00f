package io.horizonpush.s3.model;

import java.time.Duration;
import java.time.Instant;

/**
 * When and by whom something was written: the order of all writes to one register, on every node
 * alike.
 *
 * @param clock a hybrid logical clock, unsigned: milliseconds since the epoch in the upper 48 bits,
 *     a counter in the lower 16
 * @param writer decides between equal clocks
 */
public record Stamp(long clock, WriterId writer) implements Comparable<Stamp> {

  /** The bits of a clock that count within its millisecond. */
  public static final int COUNTER_BITS = 16;

  /** How far ahead of the wall clock a write from outside may be; iroh-docs refuses more. */
  public static final Duration MOST_AHEAD = Duration.ofMinutes(10);

  /** The smallest clock of a time. */
  public static long clockOf(Instant time) {
    return time.toEpochMilli() << COUNTER_BITS;
  }

  /**
   * The clock of a write: that of the time, or the next one behind what the write replaces. So no
   * value from outside drags the clock of anything but what replaces it.
   */
  public static long clockBehind(long replaced, Instant time) {
    long now = clockOf(time);
    return Long.compareUnsigned(now, replaced) > 0 ? now : replaced + 1;
  }

  /** The wall-clock part, to the millisecond. */
  public Instant time() {
    return Instant.ofEpochMilli(clock >>> COUNTER_BITS);
  }

  /** Whether this is too far ahead of a time to be taken from outside. */
  public boolean isAheadOf(Instant now) {
    return Long.compareUnsigned(clock, clockOf(now.plus(MOST_AHEAD))) > 0;
  }

  @Override
  public int compareTo(Stamp other) {
    int byClock = Long.compareUnsigned(clock, other.clock);
    return byClock != 0 ? byClock : writer.compareTo(other.writer);
  }
}
