/** The places in clouds that this node has access to: who names them, and what they are shown. */
@NullMarked
package io.horizonpush.node.origins;

import org.jspecify.annotations.NullMarked;
