/** The admin HTTP API: health, metrics and what the command line asks of a running node. */
@NullMarked
package io.horizonpush.node.admin;

import org.jspecify.annotations.NullMarked;
