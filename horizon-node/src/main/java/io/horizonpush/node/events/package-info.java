/** What happens in the node, for those who listen. */
@NullMarked
package io.horizonpush.node.events;

import org.jspecify.annotations.NullMarked;
