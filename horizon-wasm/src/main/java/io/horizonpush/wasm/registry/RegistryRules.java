package io.horizonpush.wasm.registry;

import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.engine.ModuleLimits;
import java.util.Set;

/**
 * What a node lets its plugins have.
 *
 * @param enabled whether they run at all
 * @param modules how large a file may be, and what it may have
 * @param ceiling of what each may ask for
 * @param instances how many an entry has of which nobody says that
 * @param publishers whose plugins alone are installed without a further word, in hexadecimal
 *     digits; none for those of anybody
 */
public record RegistryRules(
    boolean enabled,
    ModuleLimits modules,
    PluginLimits ceiling,
    Instances instances,
    Set<String> publishers) {

  public RegistryRules {
    publishers = Set.copyOf(publishers);
  }

  /**
   * As many instances as some memory takes. One that is called behind an operation, too, is in use
   * while that waits for the disk: what is small is to have enough of them for many writes at once.
   *
   * @param least however much each may take
   * @param bytes of memory for all instances of an entry
   */
  public record Instances(int least, long bytes) {

    private static final int MOST = 64;

    /** The number for a plugin with these limits. */
    int of(PluginLimits limits) {
      return Math.clamp(bytes / Math.max(1, limits.memory()), least, MOST);
    }
  }
}
