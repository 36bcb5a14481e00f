/** The node: its parts wired by constructors, its start and its end. */
@NullMarked
package io.horizonpush.node;

import org.jspecify.annotations.NullMarked;
