/**
 * The configuration: what an operator can set, where each value came from, and the one record tree
 * that the node reads.
 */
@NullMarked
package io.horizonpush.node.config;

import org.jspecify.annotations.NullMarked;
