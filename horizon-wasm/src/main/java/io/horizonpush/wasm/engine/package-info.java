/**
 * WebAssembly behind a small face: modules that are looked at before anything parses them, compiled
 * code, instances, and one kind of failure. The only package that knows the runtime.
 */
@NullMarked
package io.horizonpush.wasm.engine;

import org.jspecify.annotations.NullMarked;
