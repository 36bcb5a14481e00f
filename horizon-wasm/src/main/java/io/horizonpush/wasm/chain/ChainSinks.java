package io.horizonpush.wasm.chain;

import io.horizonpush.wasm.host.PluginSinks;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where what plugins say beside their verdicts goes to: logs, metrics and caches. Thread-safe. */
final class ChainSinks implements PluginSinks {

  private static final Logger LOG = LoggerFactory.getLogger(ChainSinks.class);

  private final Function<String, Optional<LogRing>> logs;
  private final ChainMetrics metrics;
  private final AnswerCache cache;

  /**
   * @param logs of entries by name
   */
  ChainSinks(Function<String, Optional<LogRing>> logs, ChainMetrics metrics, AnswerCache cache) {
    this.logs = logs;
    this.metrics = metrics;
    this.cache = cache;
  }

  @Override
  public void log(Source source, List<LogLine> lines, int dropped) {
    logs.apply(source.entry()).ifPresent(log -> log.add(source.request(), lines, dropped));
  }

  @Override
  public void measure(Source source, List<Measurement> measurements) {
    metrics.measured(source.entry(), measurements);
  }

  @Override
  public void invalidate(Source source, String tag) {
    cache.invalidate(source.entry(), tag);
  }

  @Override
  public void failed(Source source, String function, Throwable thrown) {
    LOG.error("{} of plugin {} failed in {}", function, source.entry(), source.request(), thrown);
  }
}
