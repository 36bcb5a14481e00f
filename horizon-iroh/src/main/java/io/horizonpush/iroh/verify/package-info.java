/** Checks that index, blobs and documents agree. */
@NullMarked
package io.horizonpush.iroh.verify;

import org.jspecify.annotations.NullMarked;
