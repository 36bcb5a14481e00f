@NullMarked
package io.horizonpush.node.origins;

import org.jspecify.annotations.NullMarked;
