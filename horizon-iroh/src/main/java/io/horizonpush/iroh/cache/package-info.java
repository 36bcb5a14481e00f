/**
 * In which order the bytes of blobs go from this node: S3-FIFO, over queues that the index keeps.
 */
@NullMarked
package io.horizonpush.iroh.cache;

import org.jspecify.annotations.NullMarked;
