package io.horizonpush.node.admin;

import io.horizonpush.wasm.host.PluginSinks.Level;
import java.time.Instant;
import java.util.List;

/** Lines that a plugin logged, the oldest first. */
public record PluginLog(List<Line> lines) {

  public PluginLog {
    lines = List.copyOf(lines);
  }

  /**
   * A line.
   *
   * @param number counts up, so that who follows knows where it was
   * @param request the id of the request in which it was said, or what else it was
   */
  public record Line(long number, Instant time, Level level, String request, String text) {}
}
