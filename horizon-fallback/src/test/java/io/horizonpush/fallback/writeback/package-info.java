@NullMarked
package io.horizonpush.fallback.writeback;

import org.jspecify.annotations.NullMarked;
