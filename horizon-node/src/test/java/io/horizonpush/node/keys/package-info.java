@NullMarked
package io.horizonpush.node.keys;

import org.jspecify.annotations.NullMarked;
