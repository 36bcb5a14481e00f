/** Bytes that are kept elsewhere: what members promise each other, and which may go from here. */
@NullMarked
package io.horizonpush.iroh.keep;

import org.jspecify.annotations.NullMarked;
