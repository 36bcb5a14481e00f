/** The bytes of blobs in this node's own files, and which of them are kept. */
@NullMarked
package io.horizonpush.iroh.content;

import org.jspecify.annotations.NullMarked;
