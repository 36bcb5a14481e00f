/** Brings records into their buckets' documents, behind the requests that wrote them. */
@NullMarked
package io.horizonpush.iroh.publish;

import org.jspecify.annotations.NullMarked;
