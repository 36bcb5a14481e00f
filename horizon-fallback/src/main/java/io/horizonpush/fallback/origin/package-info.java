/**
 * The port to places in clouds: what an origin is, how one is spoken to, and how it fails. Knows no
 * cloud's SDK.
 */
@NullMarked
package io.horizonpush.fallback.origin;

import org.jspecify.annotations.NullMarked;
