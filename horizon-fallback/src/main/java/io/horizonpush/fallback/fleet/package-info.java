/** Origins to which this node has no access, read through members that have. */
@NullMarked
package io.horizonpush.fallback.fleet;

import org.jspecify.annotations.NullMarked;
