/**
 * Cross-origin resource sharing: the rules of a bucket, and what they add to the answers to
 * browsers. Buckets come through the port of the store; the server is not known here.
 */
@NullMarked
package io.horizonpush.s3.cors;

import org.jspecify.annotations.NullMarked;
