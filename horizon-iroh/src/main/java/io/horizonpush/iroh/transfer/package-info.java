/** What bytes are on their way from other nodes, and what becomes of that over restarts. */
@NullMarked
package io.horizonpush.iroh.transfer;

import org.jspecify.annotations.NullMarked;
