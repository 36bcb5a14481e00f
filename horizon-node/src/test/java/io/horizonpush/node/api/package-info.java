/** What clients see of a node that keeps objects in iroh. */
@NullMarked
package io.horizonpush.node.api;

import org.jspecify.annotations.NullMarked;
