package io.horizonpush.wasm.chain;

import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.abi.Settings;

/**
 * What an operator wants of one entry of the chain. Immutable.
 *
 * @param name of the entry, unique among all
 * @param grants what the plugin may do, whatever it asks for
 * @param priority smaller ones come first
 * @param match narrows that of the manifest: both must take a request
 * @param limits which the node's ceiling allows
 * @param instances at once
 */
public record EntryPlan(
    String name,
    PluginFile file,
    Grants grants,
    Settings settings,
    int priority,
    Match match,
    OnError onError,
    PluginLimits limits,
    int instances) {

  /** Whether an entry that was made for another plan does what this one says. */
  boolean isSameAs(EntryPlan other) {
    return name.equals(other.name)
        && file.digest().equals(other.file.digest())
        && grants.equals(other.grants)
        && settings.canonical().equals(other.settings.canonical())
        && priority == other.priority
        && match.equals(other.match)
        && onError == other.onError
        && limits.equals(other.limits)
        && instances == other.instances;
  }
}
