/** The node's iroh side, put together. */
@NullMarked
package io.horizonpush.iroh;

import org.jspecify.annotations.NullMarked;
