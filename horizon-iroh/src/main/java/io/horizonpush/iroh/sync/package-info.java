/** Records in step between nodes: who has which entries, and how the others get them. */
@NullMarked
package io.horizonpush.iroh.sync;

import org.jspecify.annotations.NullMarked;
