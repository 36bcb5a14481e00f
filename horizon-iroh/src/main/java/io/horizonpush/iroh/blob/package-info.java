/** The node's own blobs, kept in iroh's blob store. */
@NullMarked
package io.horizonpush.iroh.blob;

import org.jspecify.annotations.NullMarked;
