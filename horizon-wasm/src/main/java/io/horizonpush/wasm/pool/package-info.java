/**
 * Where and when guests run: a bounded pool of threads with a watchdog, pools of instances, and one
 * budget of memory for all of them.
 */
@NullMarked
package io.horizonpush.wasm.pool;

import org.jspecify.annotations.NullMarked;
