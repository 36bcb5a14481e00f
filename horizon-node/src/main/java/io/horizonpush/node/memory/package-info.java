/** The memory of the process: its limit, the shares of its parts, and the Java that keeps it. */
@NullMarked
package io.horizonpush.node.memory;

import org.jspecify.annotations.NullMarked;
