/**
 * Third-party WebAssembly plugins in the request path.
 *
 * <p>The plugin chain will be one implementation of {@link io.horizonpush.s3.filter.Filter}; the
 * port exists and every request already passes it, this module's implementation does not yet.
 */
@NullMarked
package io.horizonpush.wasm;

import org.jspecify.annotations.NullMarked;
