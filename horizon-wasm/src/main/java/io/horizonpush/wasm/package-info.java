/**
 * Third-party WebAssembly plugins in the request path.
 *
 * <p>What a plugin is, how it runs and what it may use of the node are here. What puts plugins into
 * the path of a request, an implementation of {@link io.horizonpush.s3.filter.Filter}, is to come;
 * every request already passes that port.
 */
@NullMarked
package io.horizonpush.wasm;

import org.jspecify.annotations.NullMarked;
