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
 * @param instances of an entry of which nobody says how many
 * @param publishers whose plugins alone are installed without a further word, in hexadecimal
 *     digits; none for those of anybody
 */
public record RegistryRules(
    boolean enabled,
    ModuleLimits modules,
    PluginLimits ceiling,
    int instances,
    Set<String> publishers) {

  public RegistryRules {
    publishers = Set.copyOf(publishers);
  }
}
