package io.horizonpush.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.chain.EntryStatus;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.host.PluginSinks.Kind;
import io.horizonpush.wasm.host.PluginSinks.Measurement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PluginMetricsTest {

  private final NodeMetrics node = new NodeMetrics();
  private final PluginMetrics metrics = new PluginMetrics(node);

  @Test
  void whatPluginsDo_isOnThePage_byTheirNames() {
    metrics.called("redact", Moment.RESPONSE_BODY, "go_on", 2_000_000, 1_000_000);
    metrics.wasted("redact", Moment.RESPONSE_BODY, 3_000_000);
    metrics.failed("redact", new GuestFailure.TimedOut());
    metrics.quarantined("redact");
    metrics.alarm("redact", new GuestFailure.Trap("x"));
    metrics.bytes("redact", Moment.RESPONSE_BODY, 10, 7);
    metrics.waited("redact", 500_000_000);
    metrics.cache("hot", true);
    metrics.cache("hot", false);
    metrics.reclaimed("redact");

    assertThat(node.page())
        .contains(
            "horizon_plugin_calls_total{phase=\"response_body\",plugin=\"redact\",verdict=\"go_on\"} 1.0",
            "horizon_plugin_call_duration_seconds_sum{phase=\"response_body\",plugin=\"redact\"} 0.002",
            "horizon_plugin_cpu_seconds_total{phase=\"response_body\",plugin=\"redact\"} 0.004",
            "horizon_plugin_failures_total{kind=\"timed-out\",plugin=\"redact\"} 1.0",
            "horizon_plugin_quarantines_total{plugin=\"redact\"} 1.0",
            "horizon_plugin_alarms_total{kind=\"trap\",plugin=\"redact\"} 1.0",
            "horizon_plugin_received_bytes_total{phase=\"response_body\",plugin=\"redact\"} 10.0",
            "horizon_plugin_sent_bytes_total{phase=\"response_body\",plugin=\"redact\"} 7.0",
            "horizon_plugin_wait_seconds_total{plugin=\"redact\"} 0.5",
            "horizon_plugin_cache_total{plugin=\"hot\",result=\"hit\"} 1.0",
            "horizon_plugin_cache_total{plugin=\"hot\",result=\"miss\"} 1.0",
            "horizon_plugin_reclaimed_total{plugin=\"redact\"} 1.0");
  }

  @Test
  void whatPluginsMeasure_isOnThePage_eachKindAsWhatItIs() {
    metrics.measured(
        "a",
        List.of(
            new Measurement(Kind.ADD, "seen", 2),
            new Measurement(Kind.ADD, "seen", 1),
            new Measurement(Kind.SET, "seen", 5),
            new Measurement(Kind.OBSERVE, "seen", 0.25)));

    assertThat(node.page())
        .contains(
            "horizon_plugin_counted_total{name=\"seen\",plugin=\"a\"} 3.0",
            "horizon_plugin_set{name=\"seen\",plugin=\"a\"} 5.0",
            "horizon_plugin_observed_sum{name=\"seen\",plugin=\"a\"} 0.25");
  }

  @Test
  void howPluginsAre_isAskedForWithEachPage() {
    metrics.show(
        () ->
            List.of(
                new EntryStatus(
                    "a",
                    new BlobHash(1, 2, 3, 4),
                    Optional.of(Duration.ofSeconds(3)),
                    new EntryStatus.Pool(4, 1, 2, 4096),
                    Optional.empty(),
                    0)),
        () -> 1);

    assertThat(node.page())
        .contains(
            "horizon_plugin_quarantined{plugin=\"a\"} 1.0",
            "horizon_plugin_instances_used{plugin=\"a\"} 2.0",
            "horizon_plugin_instances_waiting{plugin=\"a\"} 1.0",
            "horizon_plugin_reserved_bytes{plugin=\"a\"} 4096.0",
            "horizon_plugin_lost_threads 1.0");
  }
}
