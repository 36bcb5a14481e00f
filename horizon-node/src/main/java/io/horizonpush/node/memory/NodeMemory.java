package io.horizonpush.node.memory;

import io.horizonpush.node.config.EnumWords;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.s3.store.BodyMemory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The memory of a running node: its plan, and what of it is in use. Thread-safe. */
public final class NodeMemory {

  private final MemoryPlan plan;
  private final BodyMemory bodies;

  public NodeMemory(MemoryPlan plan) {
    this.plan = plan;
    this.bodies = new BodyMemory(plan.share(MemoryPart.BODIES));
  }

  /** The budget of bodies on their way. */
  public BodyMemory bodies() {
    return bodies;
  }

  /** What documents may keep in memory together, in bytes. */
  public long documents() {
    return plan.share(MemoryPart.DOCUMENTS);
  }

  /** How it is now. */
  public MemoryStatus status() {
    return new MemoryStatus(
        plan.limit(),
        Machine.resident(),
        shares(),
        new MemoryStatus.Bodies(bodies.limit(), bodies.used(), bodies.waiting(), bodies.refused()));
  }

  private Map<String, Long> shares() {
    Map<String, Long> shares = new LinkedHashMap<>();
    plan.shares().forEach((part, bytes) -> shares.put(EnumWords.of(part), bytes));
    return shares;
  }

  /** Shows it. */
  public void measure(NodeMetrics metrics) {
    metrics.gauges(
        "horizon_memory_bytes", "The share of the limit that each part has.", "part", this::shares);
    metrics.gauge(
        "horizon_memory_limit_bytes", "Setting memory.limit, or its default.", plan::limit);
    metrics.gauge(
        "process_resident_memory_bytes",
        "What of the process is in memory.",
        () -> Machine.resident().orElse(0));
    metrics.gauge(
        "horizon_body_memory_limit_bytes", "Memory for bodies on their way.", bodies::limit);
    metrics.gauge("horizon_body_memory_used_bytes", "What of it is in use.", bodies::used);
    metrics.gauge("horizon_body_memory_waiting", "Bodies that wait for some.", bodies::waiting);
    metrics.gauge(
        "horizon_body_memory_refused",
        "Requests that were told to slow down for want of it.",
        bodies::refused);
  }

  /**
   * The memory of a node at a glance.
   *
   * @param limit in bytes
   * @param resident what of the process is in memory, where the system says it
   * @param shares of the limit, by part, in bytes
   */
  public record MemoryStatus(
      long limit, OptionalLong resident, Map<String, Long> shares, Bodies bodies) {

    public MemoryStatus {
      shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    }

    /**
     * The budget of bodies on their way.
     *
     * @param limit in bytes
     * @param used in bytes
     * @param waiting bodies that wait for room
     * @param refused requests that waited for too long since the start
     */
    public record Bodies(long limit, long used, long waiting, long refused) {}
  }
}
