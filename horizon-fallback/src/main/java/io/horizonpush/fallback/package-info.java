/**
 * Cloud origins behind a bucket: where a missing object or its bytes come from, and where rarely
 * used bytes go.
 *
 * <p>{@link Origins} speaks to them. An origin will be one more {@link
 * io.horizonpush.s3.store.ContentSource}, and read-through a decoration of {@link
 * io.horizonpush.s3.store.ObjectStore}; these are not here yet.
 */
@NullMarked
package io.horizonpush.fallback;

import org.jspecify.annotations.NullMarked;
