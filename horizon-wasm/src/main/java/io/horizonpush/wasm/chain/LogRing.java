package io.horizonpush.wasm.chain;

import io.horizonpush.wasm.host.PluginSinks.LogLine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The last lines that the plugin of an entry logged, whatever its instances. Thread-safe.
 *
 * <p>It takes so many bytes a second and no more, and drops the rest, which it counts.
 */
final class LogRing {

  private static final int MOST_LINES = 1_000;
  private static final int MOST_BYTES = 1 << 20;
  private static final int BYTES_A_SECOND = 256 << 10;

  private final InstantSource clock;
  private final Deque<LogEntry> lines = new ArrayDeque<>();
  private long bytes;
  private long next = 1;
  private long dropped;
  private long second;
  private long inSecond;

  LogRing(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(String request, List<LogLine> said, int lost) {
    Instant now = clock.instant();
    if (now.getEpochSecond() != second) {
      second = now.getEpochSecond();
      inSecond = 0;
    }
    dropped += lost;
    for (LogLine line : said) {
      inSecond += size(line.text());
      if (inSecond > BYTES_A_SECOND) {
        dropped++;
      } else {
        add(new LogEntry(next++, now, line.level(), request, line.text()));
      }
    }
  }

  private void add(LogEntry line) {
    lines.addLast(line);
    bytes += size(line.text());
    while (lines.size() > MOST_LINES || bytes > MOST_BYTES) {
      bytes -= size(lines.removeFirst().text());
    }
  }

  private static long size(String text) {
    return 2L * text.length() + 64;
  }

  /**
   * The lines behind a number, the oldest first. A number that no line has yet is one of a log that
   * was here before: whoever has read that one is told all of this.
   */
  synchronized List<LogEntry> after(long number) {
    long behind = number < next ? number : 0;
    List<LogEntry> found = new ArrayList<>();
    for (LogEntry line : lines) {
      if (line.number() > behind) {
        found.add(line);
      }
    }
    return found;
  }

  /** How many lines were dropped. */
  synchronized long dropped() {
    return dropped;
  }
}
