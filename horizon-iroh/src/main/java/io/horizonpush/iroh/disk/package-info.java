/**
 * Small files that survive a power cut, and what the stores of a data directory say of themselves.
 */
@NullMarked
package io.horizonpush.iroh.disk;

import org.jspecify.annotations.NullMarked;
