/** A running node under requests that make no sense. */
@NullMarked
package io.horizonpush.node.fuzz;

import org.jspecify.annotations.NullMarked;
