@NullMarked
package io.horizonpush.node.tls;

import org.jspecify.annotations.NullMarked;
