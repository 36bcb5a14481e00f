/** The HTTP/1.1 server. The only package that knows Netty. */
@NullMarked
package io.horizonpush.s3.http;

import org.jspecify.annotations.NullMarked;
