/** The HTTP server; the only package that knows Netty. */
@NullMarked
package io.horizonpush.s3.http;

import org.jspecify.annotations.NullMarked;
