/** A small HTTP/1.1 client for plugins, which knows the address that it connects to. */
@NullMarked
package io.horizonpush.wasm.net;

import org.jspecify.annotations.NullMarked;
