/**
 * The node as a process: the jar that users start, real clients, and faults that are really
 * injected.
 */
@NullMarked
package io.horizonpush.node.process;

import org.jspecify.annotations.NullMarked;
