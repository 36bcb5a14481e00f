/** Bytes that members keep for each other: who promised what, and which may go. */
@NullMarked
package io.horizonpush.iroh.keep;

import org.jspecify.annotations.NullMarked;
