/**
 * The plugins that an operator installed: their files, what each may do and is set to, and how they
 * change as a whole or not at all.
 */
@NullMarked
package io.horizonpush.wasm.registry;

import org.jspecify.annotations.NullMarked;
