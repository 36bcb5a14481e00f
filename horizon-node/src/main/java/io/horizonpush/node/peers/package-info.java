/** Who on this machine need not sign: the node's own users, told by the sockets they send from. */
@NullMarked
package io.horizonpush.node.peers;

import org.jspecify.annotations.NullMarked;
