@NullMarked
package io.horizonpush.node.peers;

import org.jspecify.annotations.NullMarked;
