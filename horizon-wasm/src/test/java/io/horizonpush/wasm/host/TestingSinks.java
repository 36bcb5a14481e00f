package io.horizonpush.wasm.host;

import java.util.ArrayList;
import java.util.List;

/** Keeps what plugins say. Confined to one test. */
final class TestingSinks implements PluginSinks {

  final List<LogLine> lines = new ArrayList<>();
  final List<Source> sources = new ArrayList<>();
  final List<Measurement> measurements = new ArrayList<>();
  final List<String> invalidated = new ArrayList<>();
  final List<Throwable> failures = new ArrayList<>();
  int dropped;

  @Override
  public synchronized void log(Source source, List<LogLine> more, int lost) {
    sources.add(source);
    lines.addAll(more);
    dropped += lost;
  }

  @Override
  public synchronized void measure(Source source, List<Measurement> more) {
    measurements.addAll(more);
  }

  @Override
  public synchronized void invalidate(Source source, String tag) {
    invalidated.add(tag);
  }

  @Override
  public synchronized void failed(Source source, String function, Throwable thrown) {
    failures.add(thrown);
  }
}
