/**
 * What is encrypted for one node, so that nobody but the holder of that node's key can read it.
 *
 * @see io.horizonpush.iroh.seal.NodeSeal
 */
@NullMarked
package io.horizonpush.iroh.seal;

import org.jspecify.annotations.NullMarked;
