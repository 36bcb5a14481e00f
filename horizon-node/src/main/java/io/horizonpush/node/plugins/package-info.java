/** The plugins of a node, kept in its index, and what an operator does with them. */
@NullMarked
package io.horizonpush.node.plugins;

import org.jspecify.annotations.NullMarked;
