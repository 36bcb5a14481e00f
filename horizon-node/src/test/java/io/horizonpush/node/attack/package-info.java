/** Programs that attack a running node, each a test of what stops it. */
@NullMarked
package io.horizonpush.node.attack;

import org.jspecify.annotations.NullMarked;
