package io.horizonpush.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeMetricsTest {

  private final NodeMetrics metrics = new NodeMetrics();

  @Test
  void requests_areCountedByOperationAndStatus() {
    metrics.requestFinished(new RequestMeasure("GetObject", 200, 2_000_000, 30_000_000, 0, 1024));
    metrics.requestFinished(new RequestMeasure("GetObject", 200, 2_000_000, 30_000_000, 0, 1024));
    metrics.requestFinished(new RequestMeasure("PutObject", 503, 1, 1, 10, 0));

    assertThat(metrics.page())
        .contains(
            "horizon_s3_requests_total{code=\"200\",operation=\"GetObject\"} 2.0",
            "horizon_s3_requests_total{code=\"503\",operation=\"PutObject\"} 1.0",
            "horizon_s3_sent_bytes_total 2048.0",
            "horizon_s3_received_bytes_total 10.0",
            "horizon_s3_request_duration_seconds_bucket{operation=\"GetObject\",le=\"0.025\"} 0",
            "horizon_s3_request_duration_seconds_bucket{operation=\"GetObject\",le=\"0.05\"} 2",
            "horizon_s3_time_to_first_byte_seconds_bucket{operation=\"GetObject\",le=\"0.0025\"} 2");
  }

  @Test
  void refusals_areCountedByCode() {
    metrics.authFailure("SignatureDoesNotMatch");

    assertThat(metrics.page())
        .contains("horizon_s3_auth_failures_total{code=\"SignatureDoesNotMatch\"} 1.0");
  }

  @Test
  void commits_areCountedWithTheirGroups() {
    metrics.commit(1, 1_000_000);
    metrics.commit(40, 3_000_000);

    assertThat(metrics.page())
        .contains(
            "horizon_index_commit_group_size_sum 41.0",
            "horizon_index_commit_group_size_bucket{le=\"32.0\"} 1",
            "horizon_index_commit_group_size_bucket{le=\"64.0\"} 2",
            "horizon_index_commit_duration_seconds_count 2");
  }

  @Test
  void gauges_areAskedWheneverThePageIs() {
    double[] value = {3};
    metrics.gauge("horizon_publish_backlog", "Waiting.", () -> value[0]);

    assertThat(metrics.page()).contains("horizon_publish_backlog 3.0");
    value[0] = 4;
    assertThat(metrics.page()).contains("horizon_publish_backlog 4.0");
  }

  @Test
  void thePage_showsTheJavaProcess() {
    assertThat(metrics.page())
        .contains("jvm_memory_heap_used_bytes", "jvm_memory_direct_used_bytes", "jvm_threads");
  }
}
