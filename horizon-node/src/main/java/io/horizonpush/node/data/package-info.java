/** The data directory: its lock and the secrets that live in it. */
@NullMarked
package io.horizonpush.node.data;

import org.jspecify.annotations.NullMarked;
