/**
 * Stores that the tests start themselves: real ones as processes, and one of our own with faults.
 */
@NullMarked
package io.horizonpush.fallback.server;

import org.jspecify.annotations.NullMarked;
