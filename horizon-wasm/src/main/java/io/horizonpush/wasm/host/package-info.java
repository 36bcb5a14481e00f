/**
 * The native ABI: what plugins import, module by module, over narrow ports; and the adapter that
 * calls what they export. What it says to whom is in docs/plugin-abi.md.
 */
@NullMarked
package io.horizonpush.wasm.host;

import org.jspecify.annotations.NullMarked;
