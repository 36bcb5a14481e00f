package io.horizonpush.wasm.host;

import io.horizonpush.wasm.host.PluginSinks.Level;
import io.horizonpush.wasm.host.PluginSinks.LogLine;
import io.horizonpush.wasm.host.PluginSinks.Measurement;
import io.horizonpush.wasm.host.PluginSinks.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * What a plugin said during one call, bounded, until it is given to the sinks. Confined to its
 * instance.
 */
final class Outbox {

  /** What would end a line, or make a terminal do something. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private static final int MOST_LOG_BYTES = 256 << 10;
  private static final int MOST_MEASUREMENTS = 1_000;
  private static final int MOST_TAGS = 64;
  private static final long SECOND = 1_000_000_000;

  private final PluginSinks sinks;
  private final LongSupplier clock;
  private final List<LogLine> lines = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<String> tags = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private int dropped;
  private long logBytes;
  private long logSince;

  private record Failure(String function, Throwable thrown) {}

  /**
   * @param clock as {@link System#nanoTime}
   */
  Outbox(PluginSinks sinks, LongSupplier clock) {
    this.sinks = sinks;
    this.clock = clock;
    this.logSince = clock.getAsLong();
  }

  /** Keeps a line, if this second has room for it. */
  void log(Level level, String text, int bytes) {
    long now = clock.getAsLong();
    if (now - logSince > SECOND) {
      logSince = now;
      logBytes = 0;
    }
    logBytes += bytes + 1L; // So that empty lines are not without end.
    if (logBytes > MOST_LOG_BYTES) {
      dropped++;
    } else {
      lines.add(new LogLine(level, UNPRINTABLE.matcher(text).replaceAll(" ")));
    }
  }

  boolean measure(Measurement measurement) {
    return measurements.size() < MOST_MEASUREMENTS && measurements.add(measurement);
  }

  boolean invalidate(String tag) {
    return tags.contains(tag) || (tags.size() < MOST_TAGS && tags.add(tag));
  }

  void failed(String function, Throwable thrown) {
    if (failures.isEmpty()) { // One is enough to look for.
      failures.add(new Failure(function, thrown));
    }
  }

  /**
   * Gives on what was said. Never throws: it is done behind a guest's failure, too, which may have
   * come in the middle of anything.
   */
  void flush(Source source) {
    try {
      give(source);
    } catch (RuntimeException e) {
      sinks.failed(source, "what a plugin says", e);
    } finally {
      lines.clear();
      measurements.clear();
      tags.clear();
      failures.clear();
      dropped = 0;
    }
  }

  private void give(Source source) {
    if (!lines.isEmpty() || dropped > 0) {
      sinks.log(source, List.copyOf(lines), dropped);
    }
    if (!measurements.isEmpty()) {
      sinks.measure(source, List.copyOf(measurements));
    }
    tags.forEach(tag -> sinks.invalidate(source, tag));
    failures.forEach(failure -> sinks.failed(source, failure.function(), failure.thrown()));
  }
}
