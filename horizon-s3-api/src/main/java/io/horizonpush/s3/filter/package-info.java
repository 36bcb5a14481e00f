/**
 * The seams of the request path. A chain of filters stands between a request's authorisation and
 * its operation; an identifier between its authentication and its authorisation.
 */
@NullMarked
package io.horizonpush.s3.filter;

import org.jspecify.annotations.NullMarked;
