/**
 * The documents that carry a bucket's records to other nodes: one iroh document in a store of its
 * own for each bucket.
 */
@NullMarked
package io.horizonpush.iroh.replica;

import org.jspecify.annotations.NullMarked;
