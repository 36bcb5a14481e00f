/**
 * Cloud origins behind a bucket: where a missing object or its bytes come from, and where rarely
 * used bytes go.
 *
 * <p>An origin will be one more {@link io.horizonpush.s3.store.ContentSource}, and read-through a
 * decoration of {@link io.horizonpush.s3.store.ObjectStore}; both ports exist, this module's
 * implementations do not yet.
 */
@NullMarked
package io.horizonpush.fallback;

import org.jspecify.annotations.NullMarked;
