package io.horizonpush.wasm.host;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the instances of one proxy-wasm plugin share: its data, each with a number that changes with
 * it, and its metrics. Thread-safe.
 */
final class ProxyShared {

  private static final int MOST_KEYS = 1_000;
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_METRICS = 256;

  private final Map<String, Value> values = new HashMap<>();
  private final List<Metric> metrics = new ArrayList<>();
  private int bytes;
  private int lastNumber;

  /**
   * Data.
   *
   * @param number not 0
   */
  record Value(ByteBuffer bytes, int number) {

    Value {
      bytes = bytes.asReadOnlyBuffer();
    }

    byte[] copy() {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return copy;
    }
  }

  /** Something that is measured, by the number that is its place from 1 on. */
  private static final class Metric {

    private final PluginSinks.Kind kind;
    private final String name;
    private long value;

    private Metric(PluginSinks.Kind kind, String name) {
      this.kind = kind;
      this.name = name;
    }
  }

  synchronized Optional<Value> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /**
   * Sets data.
   *
   * @param number that it must have now; 0 for any
   */
  synchronized ProxyStatus set(String key, byte[] value, int number) {
    Value before = values.get(key);
    if (number != 0 && (before == null || before.number() != number)) {
      return ProxyStatus.CAS_MISMATCH;
    }
    int more =
        before == null ? key.length() + value.length : value.length - before.bytes().remaining();
    if (bytes + more > MOST_BYTES || (before == null && values.size() == MOST_KEYS)) {
      return ProxyStatus.BAD_ARGUMENT;
    }
    bytes += more;
    lastNumber = lastNumber == Integer.MAX_VALUE ? 1 : lastNumber + 1;
    values.put(key, new Value(ByteBuffer.wrap(value), lastNumber));
    return ProxyStatus.OK;
  }

  /** The number of a metric, which is defined if it was not; 0 if there are too many. */
  synchronized int define(PluginSinks.Kind kind, String name) {
    for (int i = 0; i < metrics.size(); i++) {
      if (metrics.get(i).name.equals(name) && metrics.get(i).kind == kind) {
        return i + 1;
      }
    }
    if (metrics.size() == MOST_METRICS) {
      return 0;
    }
    metrics.add(new Metric(kind, name));
    return metrics.size();
  }

  private Optional<Metric> metric(int number) {
    return number > 0 && number <= metrics.size()
        ? Optional.of(metrics.get(number - 1))
        : Optional.empty();
  }

  synchronized Optional<Long> value(int number) {
    return metric(number).map(metric -> metric.value);
  }

  /** Adds to a counter or a gauge; what is to be told of it. */
  synchronized Optional<PluginSinks.Measurement> add(int number, long delta) {
    return metric(number)
        .filter(metric -> metric.kind != PluginSinks.Kind.OBSERVE)
        .filter(metric -> metric.kind != PluginSinks.Kind.ADD || delta >= 0)
        .map(
            metric -> {
              metric.value += delta;
              return switch (metric.kind) {
                case ADD -> new PluginSinks.Measurement(metric.kind, metric.name, delta);
                case SET, OBSERVE ->
                    new PluginSinks.Measurement(metric.kind, metric.name, metric.value);
              };
            });
  }

  /** Sets a gauge or takes a value into a histogram; what is to be told of it. */
  synchronized Optional<PluginSinks.Measurement> record(int number, long value) {
    return metric(number)
        .filter(metric -> metric.kind != PluginSinks.Kind.ADD)
        .map(
            metric -> {
              metric.value = value;
              return new PluginSinks.Measurement(metric.kind, metric.name, value);
            });
  }
}
