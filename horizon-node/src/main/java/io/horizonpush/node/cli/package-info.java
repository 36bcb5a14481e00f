/** The command line. */
@NullMarked
package io.horizonpush.node.cli;

import org.jspecify.annotations.NullMarked;
