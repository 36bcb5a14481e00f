/**
 * Cloud origins behind a bucket: where a missing object or its bytes come from, and where what is
 * written goes.
 *
 * <p>{@link Origins} speaks to them. Their bytes are one more {@link
 * io.horizonpush.s3.store.ContentSource}; reading through them, and writing back to them, decorate
 * {@link io.horizonpush.s3.store.ObjectStore}.
 */
@NullMarked
package io.horizonpush.fallback;

import org.jspecify.annotations.NullMarked;
