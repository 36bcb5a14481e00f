@NullMarked
package io.horizonpush.node.events;

import org.jspecify.annotations.NullMarked;
