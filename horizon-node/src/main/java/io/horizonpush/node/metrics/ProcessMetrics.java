package io.horizonpush.node.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What the process has of the machine, under the names that Prometheus gives to it everywhere.
 *
 * @see <a
 *     href="https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics">Process
 *     metrics</a>
 */
public final class ProcessMetrics {

  private static final double MILLIS = 1e3;

  private static final double NANOS = 1e9;

  private ProcessMetrics() {}

  static void register(NodeMetrics metrics) {
    metrics.counter(
        "process_cpu_seconds_total", "CPU time of all threads.", () -> cpu().toNanos() / NANOS);
    metrics.gauge(
        "process_start_time_seconds",
        "When the process began, in seconds since 1970.",
        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS);
    if (ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
        instanceof UnixOperatingSystemMXBean system) {
      metrics.gauge(
          "process_open_fds", "Open file descriptors.", system::getOpenFileDescriptorCount);
      metrics.gauge(
          "process_max_fds",
          "The most file descriptors that it may have open.",
          system::getMaxFileDescriptorCount);
    }
  }

  /** The time of all threads since the start. */
  public static Duration cpu() {
    return Duration.ofNanos(
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime());
  }
}
