package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.abi.Settings;

/**
 * A plugin's entry: what it is called, may do and is set to.
 *
 * @param entry the name that the operator gave it
 * @param grants what the operator granted, whatever the manifest asks for
 * @param limits what it gets, which the node's ceiling allows
 */
public record PluginContext(
    String entry,
    Manifest manifest,
    Grants grants,
    Settings settings,
    PluginLimits limits,
    HostServices services) {}
