/**
 * The seam of the request path: every request passes a chain of filters before its operation runs.
 */
@NullMarked
package io.horizonpush.s3.filter;

import org.jspecify.annotations.NullMarked;
