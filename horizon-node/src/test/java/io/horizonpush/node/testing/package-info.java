/** What the tests of the node share. */
@NullMarked
package io.horizonpush.node.testing;

import org.jspecify.annotations.NullMarked;
