package io.horizonpush.node.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The metrics of the node: everything it counts and measures, and the page that shows it.
 * Thread-safe.
 */
public final class NodeMetrics {

  /** The media type of {@link #page}. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final double[] SECONDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };
  private static final double[] GROUP_SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
  private static final double NANOS = 1e9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer =
      PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();

  private final Counter requests =
      Counter.builder()
          .name("horizon_s3_requests_total")
          .help("Answered S3 requests.")
          .labelNames("operation", "code")
          .register(registry);
  private final Histogram duration = histogram("horizon_s3_request_duration_seconds", SECONDS);
  private final Histogram firstByte = histogram("horizon_s3_time_to_first_byte_seconds", SECONDS);
  private final Counter bytesIn =
      Counter.builder()
          .name("horizon_s3_received_bytes_total")
          .help("Bytes of request bodies.")
          .register(registry);
  private final Counter bytesOut =
      Counter.builder()
          .name("horizon_s3_sent_bytes_total")
          .help("Bytes of response bodies.")
          .register(registry);
  private final Counter authFailures =
      Counter.builder()
          .name("horizon_s3_auth_failures_total")
          .help("Requests refused for their signature, key or right.")
          .labelNames("code")
          .register(registry);
  private final Histogram commitGroups =
      Histogram.builder()
          .name("horizon_index_commit_group_size")
          .help("Mutations that shared one commit.")
          .classicOnly()
          .classicUpperBounds(GROUP_SIZES)
          .register(registry);
  private final Histogram commitDuration =
      Histogram.builder()
          .name("horizon_index_commit_duration_seconds")
          .help("Time of a commit with its fsync.")
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .register(registry);

  /** What is counted for each operation, found once: finding it takes longer than counting. */
  private final ConcurrentMap<String, OfOperation> operations = new ConcurrentHashMap<>();

  private record OfOperation(
      DistributionDataPoint duration,
      DistributionDataPoint firstByte,
      ConcurrentMap<Integer, CounterDataPoint> answers,
      Function<Integer, CounterDataPoint> byStatus) {}

  private OfOperation ofOperation(String name) {
    return new OfOperation(
        duration.labelValues(name),
        firstByte.labelValues(name),
        new ConcurrentHashMap<>(),
        status -> requests.labelValues(name, Integer.toString(status)));
  }

  public NodeMetrics() {
    JvmGauges.register(this);
    ProcessMetrics.register(this);
  }

  private Histogram histogram(String name, double... bounds) {
    return Histogram.builder()
        .name(name)
        .help("By operation.")
        .labelNames("operation")
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  /** Counts an answered request. */
  public void requestFinished(RequestMeasure request) {
    OfOperation points = operations.computeIfAbsent(request.operation(), this::ofOperation);
    points.answers.computeIfAbsent(request.status(), points.byStatus).inc();
    points.duration.observe(request.totalNanos() / NANOS);
    points.firstByte.observe(request.firstByteNanos() / NANOS);
    bytesIn.inc(request.bytesIn());
    bytesOut.inc(request.bytesOut());
  }

  /**
   * Counts a refusal.
   *
   * @param code S3's error code, such as {@code SignatureDoesNotMatch}
   */
  public void authFailure(String code) {
    authFailures.labelValues(code).inc();
  }

  /** Counts a commit of the index. */
  public void commit(int groupSize, long nanos) {
    commitGroups.observe(groupSize);
    commitDuration.observe(nanos / NANOS);
  }

  /** Shows a value that is asked for whenever the page is. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** Shows what only grows, asked for whenever the page is. */
  public void counter(String name, String help, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** The same, one for each value of a label. */
  public void counters(
      String name, String help, String label, Supplier<? extends Map<String, Long>> values) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(
            callback ->
                values.get().forEach((key, value) -> callback.call(value.doubleValue(), key)))
        .register(registry);
  }

  /** The same, one for each combination of values of several labels. */
  public void counters(
      String name,
      String help,
      List<String> labels,
      Supplier<? extends Map<List<String>, Long>> values) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .callback(
            callback ->
                values
                    .get()
                    .forEach(
                        (keys, value) ->
                            callback.call(value.doubleValue(), keys.toArray(String[]::new))))
        .register(registry);
  }

  /** Says what runs. */
  public void build(String version, String java) {
    Info.builder()
        .name("horizon_build_info")
        .help("What runs: its version, and that of Java.")
        .labelNames("version", "java")
        .register(registry)
        .addLabelValues(version, java);
  }

  /** Shows values that are asked for whenever the page is, one for each value of a label. */
  public void gauges(
      String name,
      String help,
      String label,
      Supplier<? extends Map<String, ? extends Number>> values) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(
            callback ->
                values.get().forEach((key, value) -> callback.call(value.doubleValue(), key)))
        .register(registry);
  }

  /** Where other classes of this package add theirs. */
  PrometheusRegistry registry() {
    return registry;
  }

  /** The metrics in Prometheus' text format. */
  public String page() {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      writer.write(out, registry.scrape());
      return out.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
