package io.horizonpush.wasm.abi;

import java.time.Duration;

/**
 * What an instance may take.
 *
 * @param memory in bytes
 * @param cpu of one call
 * @param request for all calls of one request, waiting included
 * @param init for its start
 */
public record PluginLimits(long memory, Duration cpu, Duration request, Duration init) {

  private static final int PAGE = 65_536;

  /** What a plugin gets that asks for nothing else. */
  public static final PluginLimits DEFAULT =
      new PluginLimits(
          16L << 20, Duration.ofMillis(50), Duration.ofSeconds(10), Duration.ofSeconds(5));

  /** What a node gives at most if its operator says nothing else. */
  public static final PluginLimits CEILING =
      new PluginLimits(
          256L << 20, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(30));

  /** The memory in pages of 64 KiB. */
  public int pages() {
    return (int) Math.min(Integer.MAX_VALUE, memory / PAGE);
  }

  /**
   * Refuses what is more than a node gives.
   *
   * @throws RefusedPluginException that names the limit
   */
  public PluginLimits within(PluginLimits ceiling) {
    check("limits.memory", memory <= ceiling.memory, (ceiling.memory >> 20) + " MiB");
    check("limits.cpu", cpu.compareTo(ceiling.cpu) <= 0, ceiling.cpu.toMillis() + " ms");
    check(
        "limits.request",
        request.compareTo(ceiling.request) <= 0,
        ceiling.request.toMillis() + " ms");
    check("limits.init", init.compareTo(ceiling.init) <= 0, ceiling.init.toMillis() + " ms");
    return this;
  }

  private static void check(String name, boolean holds, String most) {
    if (!holds) {
      throw Fields.refused(name, "is more than the %s that this node gives".formatted(most));
    }
  }
}
