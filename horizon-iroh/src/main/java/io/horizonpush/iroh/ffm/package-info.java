/**
 * The border to the native library: what Java wants of it ({@link io.horizonpush.iroh.ffm.IrohNative}), its
 * implementation over the foreign function and memory API, and the loader.
 */
@NullMarked
package io.horizonpush.iroh.ffm;

import org.jspecify.annotations.NullMarked;
