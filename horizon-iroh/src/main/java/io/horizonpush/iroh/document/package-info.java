/** The documents of buckets in iroh's document stores. */
@NullMarked
package io.horizonpush.iroh.document;

import org.jspecify.annotations.NullMarked;
