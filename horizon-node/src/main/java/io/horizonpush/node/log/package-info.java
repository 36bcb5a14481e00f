/** The log and the access log: how their lines are written. */
@NullMarked
package io.horizonpush.node.log;

import org.jspecify.annotations.NullMarked;
