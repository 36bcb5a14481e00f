package io.horizonpush.iroh.transfer;

import io.horizonpush.iroh.index.TransferRecord;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a transfer was when somebody looked, and how fast it went between two looks; not looked at
 * more than four times a second, however often it is asked for. Thread-safe.
 */
public final class Pace {

  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** What a new measurement counts beside those before it. */
  private static final double NEW = 0.3;

  private @Nullable Seen last;
  private long at;
  private double speed;
  private boolean measured;

  Pace() {}

  /**
   * A transfer at a moment.
   *
   * @param rate bytes a second of late; nothing where it does not run
   */
  public record Seen(TransferRecord transfer, OptionalLong rate) {}

  /** Looks anew, or answers what was found a moment ago. */
  synchronized Seen look(long now, Supplier<TransferRecord> reading) {
    Seen before = last;
    if (before != null && now - at < LEAST_NANOS) {
      return before;
    }
    TransferRecord transfer = reading.get();
    if (before != null) {
      measure(transfer.figures().came() - before.transfer().figures().came(), now - at);
    }
    boolean runs = transfer.course().state() == TransferRecord.State.RUNNING;
    measured &= runs;
    Seen look =
        new Seen(transfer, measured ? OptionalLong.of(Math.round(speed)) : OptionalLong.empty());
    last = look;
    at = now;
    return look;
  }

  private void measure(long bytes, long nanos) {
    double now = bytes * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    speed = measured ? speed + NEW * (now - speed) : now;
    measured = true;
  }
}
