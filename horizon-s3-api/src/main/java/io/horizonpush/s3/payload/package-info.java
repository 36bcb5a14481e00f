/**
 * What a request's body carries: aws-chunked framing, payload signatures and checksums, decoded and
 * verified while it streams.
 */
@NullMarked
package io.horizonpush.s3.payload;

import org.jspecify.annotations.NullMarked;
