/** The metrics: what the node counts and measures about itself. */
@NullMarked
package io.horizonpush.node.metrics;

import org.jspecify.annotations.NullMarked;
