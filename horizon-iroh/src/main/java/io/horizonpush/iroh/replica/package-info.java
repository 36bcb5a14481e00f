/** The documents of buckets as ports, and the keys of their entries. */
@NullMarked
package io.horizonpush.iroh.replica;

import org.jspecify.annotations.NullMarked;
