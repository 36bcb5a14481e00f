/** Backups of a running node, and what a stopped one is restored from. */
@NullMarked
package io.horizonpush.iroh.backup;

import org.jspecify.annotations.NullMarked;
