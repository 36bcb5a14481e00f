package io.horizonpush.wasm.host;

import java.util.List;

/**
 * Where goes what plugins say beside their verdicts. Asked after a call of a plugin and not within
 * it, so that a deep stack of a guest's is no reason for the node's own state to break.
 * Thread-safe.
 */
public interface PluginSinks {

  /** Lines that a plugin logged while it was called, and how many were dropped. */
  void log(Source source, List<LogLine> lines, int dropped);

  /** What a plugin measured. */
  void measure(Source source, List<Measurement> measurements);

  /** A plugin forgets what it keeps in the cache: under a tag, or all if that is empty. */
  void invalidate(Source source, String tag);

  /** A function of the host failed, which is the node's fault. */
  void failed(Source source, String function, Throwable thrown);

  /**
   * Which entry a plugin is, and what it was called for.
   *
   * @param request the id of a request, or what else it was
   */
  record Source(String entry, String request) {}

  /**
   * A line.
   *
   * @param text without control characters
   */
  record LogLine(Level level, String text) {}

  /** How much a line matters. */
  enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /** Something that was measured. */
  record Measurement(Kind kind, String name, double value) {}

  /** What is done with a measurement. */
  enum Kind {
    ADD,
    SET,
    OBSERVE
  }
}
