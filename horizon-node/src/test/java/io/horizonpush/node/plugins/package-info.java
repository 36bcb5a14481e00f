/** Plugins in the way of requests, with real stores behind and real clients before them. */
@NullMarked
package io.horizonpush.node.plugins;

import org.jspecify.annotations.NullMarked;
