package io.horizonpush.node.metrics;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** The basics of the Java process. Asks its beans only when the page is asked for. */
final class JvmGauges {

  private static final double MILLIS = 1e3;

  private JvmGauges() {}

  static void register(NodeMetrics metrics) {
    metrics.gauge("jvm_memory_heap_used_bytes", "Used heap.", JvmGauges::heapUsed);
    metrics.gauge(
        "jvm_memory_heap_max_bytes", "Largest heap.", () -> Runtime.getRuntime().maxMemory());
    metrics.gauge(
        "jvm_memory_direct_used_bytes", "Direct buffers of the JDK.", JvmGauges::directUsed);
    metrics.gauge("jvm_gc_seconds", "Time in garbage collections.", JvmGauges::gcSeconds);
    metrics.gauge(
        "jvm_threads",
        "Platform threads.",
        () -> ManagementFactory.getThreadMXBean().getThreadCount());
    metrics.gauge(
        "process_uptime_seconds",
        "Age of the process.",
        () -> ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS);
  }

  private static double heapUsed() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static double directUsed() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static double gcSeconds() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum()
        / MILLIS;
  }
}
