/** Native libraries that the jar carries. */
@NullMarked
package io.horizonpush.iroh.bundle;

import org.jspecify.annotations.NullMarked;
