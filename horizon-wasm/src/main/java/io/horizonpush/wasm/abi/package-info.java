/**
 * What a plugin is and what it says: its file, its manifest and what it is granted, and the
 * lifecycle of an instance in types. Knows nothing of how a guest is called.
 */
@NullMarked
package io.horizonpush.wasm.abi;

import org.jspecify.annotations.NullMarked;
