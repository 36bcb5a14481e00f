/**
 * Reading through origins: what a bucket's origins have of keys and bytes that are not here. {@link
 * io.horizonpush.fallback.fill.ReadThrough} stands before the stores and learns records, {@link
 * io.horizonpush.fallback.fill.OriginBodies} is a source of bytes and keeps what it fetched.
 */
@NullMarked
package io.horizonpush.fallback.fill;

import org.jspecify.annotations.NullMarked;
