/** How log lines and access lines are written. */
@NullMarked
package io.horizonpush.node.log;

import org.jspecify.annotations.NullMarked;
