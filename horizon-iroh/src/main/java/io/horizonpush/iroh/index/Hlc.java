package io.horizonpush.iroh.index;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A hybrid logical clock: milliseconds since the epoch in the upper 48 bits, a counter in the lower
 * 16. It follows the wall clock, never goes back, and never gives the same value twice.
 *
 * <p>Thread-safe, without locks. The index stores {@link #last} with every commit, so a restart
 * goes on behind it even when the wall clock was set back.
 *
 * @see <a href="https://cse.buffalo.edu/tech-reports/2014-04.pdf">Kulkarni et al., Logical Physical
 *     Clocks</a>
 */
public final class Hlc {

  private static final int COUNTER_BITS = 16;

  private final InstantSource wall;
  private final AtomicLong last;

  Hlc(InstantSource wall, long last) {
    this.wall = wall;
    this.last = new AtomicLong(last);
  }

  /** The next value, larger than every one given or seen before. */
  public long tick() {
    return last.updateAndGet(previous -> Math.max(previous + 1, wall.millis() << COUNTER_BITS));
  }

  /** Takes note of another node's value: later ticks are larger. */
  public void update(long remote) {
    last.accumulateAndGet(remote, Math::max);
  }

  /** The largest value given or seen. */
  public long last() {
    return last.get();
  }
}
