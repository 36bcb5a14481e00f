/** The epochs of shared buckets: how a bucket goes from one document to the next, on every node. */
@NullMarked
package io.horizonpush.iroh.epoch;

import org.jspecify.annotations.NullMarked;
