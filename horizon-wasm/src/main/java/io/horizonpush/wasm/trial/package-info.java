/**
 * Plugins alone, without a node: run against cases that say what is there and what is to come of
 * it, looked through for mistakes, and measured. On the real runtime and the real host.
 */
@NullMarked
package io.horizonpush.wasm.trial;

import org.jspecify.annotations.NullMarked;
