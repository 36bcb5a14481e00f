/**
 * Buckets, objects and uploads over the index and the blobs: the implementation of the store ports.
 */
@NullMarked
package io.horizonpush.iroh.store;

import org.jspecify.annotations.NullMarked;
