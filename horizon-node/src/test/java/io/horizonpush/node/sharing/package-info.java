/** Several nodes that share buckets, as real processes. */
@NullMarked
package io.horizonpush.node.sharing;

import org.jspecify.annotations.NullMarked;
