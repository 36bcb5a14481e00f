/** Native libraries that come inside the jar, extracted to the data directory once. */
@NullMarked
package io.horizonpush.iroh.library;

import org.jspecify.annotations.NullMarked;
