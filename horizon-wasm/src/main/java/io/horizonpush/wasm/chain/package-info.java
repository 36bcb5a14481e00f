/**
 * The chain of plugins in the path of a request: which plugins a request meets, in which order, and
 * what becomes of what they say.
 */
@NullMarked
package io.horizonpush.wasm.chain;

import org.jspecify.annotations.NullMarked;
