package io.horizonpush.node.metrics;

import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.chain.ChainMetrics;
import io.horizonpush.wasm.chain.EntryStatus;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.host.PluginSinks.Measurement;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What plugins do and cost, by their names on this node. Thread-safe; does not block. */
public final class PluginMetrics implements ChainMetrics {

  private static final double[] SECONDS = {
    0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5,
    1, 5
  };
  private static final double NANOS = 1e9;
  private static final String PLUGIN = "plugin";

  private final NodeMetrics metrics;
  private final Counter calls;
  private final Histogram durations;
  private final Counter cpu;
  private final Counter failures;
  private final Counter quarantines;
  private final Counter alarms;
  private final Counter bytesIn;
  private final Counter bytesOut;
  private final Counter waits;
  private final Counter cache;
  private final Counter reclaims;
  private final Counter added;
  private final Gauge set;
  private final Histogram observed;

  /** What each request counts with is looked up by its labels once, and not with every call. */
  private final Map<Called, CallPoints> callPoints = new ConcurrentHashMap<>();

  private final Map<Streamed, BytePoints> bytePoints = new ConcurrentHashMap<>();
  private final Map<String, CounterDataPoint> waitPoints = new ConcurrentHashMap<>();

  private record Called(String entry, Moment moment, String verdict) {}

  private record CallPoints(
      CounterDataPoint calls, DistributionDataPoint durations, CounterDataPoint cpu) {}

  private record Streamed(String entry, Moment moment) {}

  private record BytePoints(CounterDataPoint in, CounterDataPoint out) {}

  /** Adds them to a node's metrics; to be made once. */
  public PluginMetrics(NodeMetrics metrics) {
    this.metrics = metrics;
    calls =
        counter(
            "horizon_plugin_calls_total",
            "Calls of plugins that came back, by what they said.",
            "phase",
            "verdict");
    durations =
        histogram("horizon_plugin_call_duration_seconds", "Time of calls of plugins.", "phase");
    cpu = counter("horizon_plugin_cpu_seconds_total", "Processor time of plugins.", "phase");
    failures =
        counter("horizon_plugin_failures_total", "Calls of plugins that came to nothing.", "kind");
    quarantines =
        counter("horizon_plugin_quarantines_total", "How often plugins were left out for a while.");
    alarms =
        counter(
            "horizon_plugin_alarms_total",
            "Requests that went on without a plugin of which an operator wants to hear that.",
            "kind");
    bytesIn =
        counter("horizon_plugin_received_bytes_total", "Bytes that plugins were given.", "phase");
    bytesOut =
        counter("horizon_plugin_sent_bytes_total", "Bytes that went on behind plugins.", "phase");
    waits =
        counter("horizon_plugin_wait_seconds_total", "Time that requests waited for an instance.");
    cache =
        counter(
            "horizon_plugin_cache_total", "Looks into the caches that plugins manage.", "result");
    reclaims =
        counter(
            "horizon_plugin_reclaimed_total",
            "Answers that were broken off because their slow clients kept others waiting.");
    added = counter("horizon_plugin_counted_total", "What plugins count themselves.", "name");
    set =
        Gauge.builder()
            .name("horizon_plugin_set")
            .help("What plugins set themselves.")
            .labelNames(PLUGIN, "name")
            .register(metrics.registry());
    observed = histogram("horizon_plugin_observed", "What plugins observe themselves.", "name");
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels(labels))
        .register(metrics.registry());
  }

  private Histogram histogram(String name, String help, String label) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(PLUGIN, label)
        .classicOnly()
        .classicUpperBounds(SECONDS)
        .register(metrics.registry());
  }

  private static String[] labels(String... more) {
    String[] labels = new String[more.length + 1];
    labels[0] = PLUGIN;
    System.arraycopy(more, 0, labels, 1, more.length);
    return labels;
  }

  /**
   * Shows how plugins are, too.
   *
   * @param lost how many threads were given up and still run
   */
  public void show(Supplier<List<EntryStatus>> status, IntSupplier lost) {
    gauges(
        status,
        "horizon_plugin_quarantined",
        "1 for a plugin that is left out for a while.",
        each -> each.quarantine().isPresent() ? 1 : 0);
    gauges(
        status,
        "horizon_plugin_instances_used",
        "Instances that requests use.",
        each -> each.pool().used());
    gauges(
        status,
        "horizon_plugin_instances_waiting",
        "Instances that wait to be used.",
        each -> each.pool().waiting());
    gauges(
        status,
        "horizon_plugin_reserved_bytes",
        "Memory that a plugin's instances could take together.",
        each -> each.pool().reservedBytes());
    metrics.gauge(
        "horizon_plugin_lost_threads",
        "Threads of plugins that did not stop when they were told to, and still run.",
        lost::getAsInt);
  }

  private void gauges(
      Supplier<List<EntryStatus>> status,
      String name,
      String help,
      ToLongFunction<EntryStatus> value) {
    metrics.gauges(name, help, PLUGIN, () -> byName(status.get(), value));
  }

  private static Map<String, Long> byName(
      List<EntryStatus> entries, ToLongFunction<EntryStatus> value) {
    return entries.stream().collect(Collectors.toMap(EntryStatus::name, value::applyAsLong));
  }

  private static String word(Moment moment) {
    return moment.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void called(String entry, Moment moment, String verdict, long nanos, long cpuNanos) {
    CallPoints points =
        callPoints.computeIfAbsent(new Called(entry, moment, verdict), this::callPoints);
    points.calls().inc();
    points.durations().observe(nanos / NANOS);
    points.cpu().inc(cpuNanos / NANOS);
  }

  private CallPoints callPoints(Called of) {
    String phase = word(of.moment());
    return new CallPoints(
        calls.labelValues(of.entry(), phase, of.verdict()),
        durations.labelValues(of.entry(), phase),
        cpu.labelValues(of.entry(), phase));
  }

  @Override
  public void wasted(String entry, Moment moment, long cpuNanos) {
    cpu.labelValues(entry, word(moment)).inc(cpuNanos / NANOS);
  }

  @Override
  public void failed(String entry, GuestFailure failure) {
    failures.labelValues(entry, failure.kind()).inc();
  }

  @Override
  public void quarantined(String entry) {
    quarantines.labelValues(entry).inc();
  }

  @Override
  public void alarm(String entry, GuestFailure failure) {
    alarms.labelValues(entry, failure.kind()).inc();
  }

  @Override
  public void bytes(String entry, Moment moment, long in, long out) {
    BytePoints points = bytePoints.computeIfAbsent(new Streamed(entry, moment), this::bytePoints);
    points.in().inc(in);
    points.out().inc(out);
  }

  private BytePoints bytePoints(Streamed of) {
    String phase = word(of.moment());
    return new BytePoints(
        bytesIn.labelValues(of.entry(), phase), bytesOut.labelValues(of.entry(), phase));
  }

  @Override
  public void waited(String entry, long nanos) {
    waitPoints.computeIfAbsent(entry, waits::labelValues).inc(nanos / NANOS);
  }

  @Override
  public void cache(String entry, boolean hit) {
    cache.labelValues(entry, hit ? "hit" : "miss").inc();
  }

  @Override
  public void reclaimed(String entry) {
    reclaims.labelValues(entry).inc();
  }

  @Override
  public void measured(String entry, List<Measurement> measurements) {
    for (Measurement each : measurements) {
      switch (each.kind()) {
        case ADD -> added.labelValues(entry, each.name()).inc(each.value());
        case SET -> set.labelValues(entry, each.name()).set(each.value());
        case OBSERVE -> observed.labelValues(entry, each.name()).observe(each.value());
      }
    }
  }
}
