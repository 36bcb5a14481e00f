/** The parts of a record as bytes: deterministic CBOR, shared by index columns and manifests. */
@NullMarked
package io.horizonpush.iroh.codec;

import org.jspecify.annotations.NullMarked;
