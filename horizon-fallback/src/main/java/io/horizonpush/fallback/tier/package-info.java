/** Where versions are at origins by their storage class, and how they go from one to another. */
@NullMarked
package io.horizonpush.fallback.tier;

import org.jspecify.annotations.NullMarked;
