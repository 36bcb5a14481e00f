/**
 * What authors of plugins use: new projects, and builds that make one file of module and manifest.
 */
@NullMarked
package io.horizonpush.wasm.kit;

import org.jspecify.annotations.NullMarked;
