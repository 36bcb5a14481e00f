/**
 * Small files that survive a power cut, others that do not outlive the process, and what the stores
 * of a data directory say of themselves.
 */
@NullMarked
package io.horizonpush.iroh.disk;

import org.jspecify.annotations.NullMarked;
