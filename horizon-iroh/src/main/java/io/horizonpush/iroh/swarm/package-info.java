/** The bytes of blobs from other nodes and to them. */
@NullMarked
package io.horizonpush.iroh.swarm;

import org.jspecify.annotations.NullMarked;
