/**
 * What clients see, as suites that run against a node of any make-up: over the wire, with nothing
 * of the protocol assumed.
 */
@NullMarked
package io.horizonpush.s3.api;

import org.jspecify.annotations.NullMarked;
