package io.horizonpush.wasm.trial;

import io.horizonpush.wasm.host.PluginSinks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Keeps what a plugin says beside its verdicts. Thread-safe. */
final class TrialSinks implements PluginSinks {

  private final List<String> lines = new ArrayList<>();
  private final List<String> invalidated = new ArrayList<>();
  private final Map<String, Double> metrics = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private final Consumer<String> forget;

  /**
   * @param forget what is kept in the cache under a tag
   */
  TrialSinks(Consumer<String> forget) {
    this.forget = forget;
  }

  @Override
  public synchronized void log(Source source, List<LogLine> said, int dropped) {
    said.forEach(
        line -> lines.add(line.level().name().toLowerCase(Locale.ROOT) + ": " + line.text()));
    if (dropped > 0) {
      lines.add("(%d lines were dropped)".formatted(dropped));
    }
  }

  @Override
  public synchronized void measure(Source source, List<Measurement> measurements) {
    for (Measurement each : measurements) {
      switch (each.kind()) {
        case ADD -> metrics.merge(each.name(), each.value(), Double::sum);
        case SET, OBSERVE -> metrics.put(each.name(), each.value());
      }
    }
  }

  @Override
  public synchronized void invalidate(Source source, String tag) {
    invalidated.add(tag);
    forget.accept(tag);
  }

  @Override
  public synchronized void failed(Source source, String function, Throwable thrown) {
    failures.add("the host failed in %s: %s".formatted(function, thrown));
  }

  /** What was logged since {@link #forget}, each line with its level. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** The tags that were invalidated since {@link #forget}. */
  synchronized List<String> invalidated() {
    return List.copyOf(invalidated);
  }

  /** All figures by their names. */
  synchronized Map<String, Double> metrics() {
    return new TreeMap<>(metrics);
  }

  /** What is no plugin's fault. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  /** Begins a step. */
  synchronized void forget() {
    lines.clear();
    invalidated.clear();
  }
}
