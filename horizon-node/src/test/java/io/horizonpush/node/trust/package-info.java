/** Programs of others that try to act for a node's owner without a signature. */
@NullMarked
package io.horizonpush.node.trust;

import org.jspecify.annotations.NullMarked;
