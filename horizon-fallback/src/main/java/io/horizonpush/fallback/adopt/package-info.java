/**
 * What origins had before a bucket stood before them, taken over: {@link
 * io.horizonpush.fallback.adopt.Adoption} makes records of it, and leaves the bytes where they are.
 */
@NullMarked
package io.horizonpush.fallback.adopt;

import org.jspecify.annotations.NullMarked;
