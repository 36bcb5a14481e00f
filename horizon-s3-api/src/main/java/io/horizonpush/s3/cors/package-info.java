/**
 * Cross-origin resource sharing: the rules of a bucket, and what they add to the answers to
 * browsers. Pure: knows requests' heads, but neither storage nor the server.
 */
@NullMarked
package io.horizonpush.s3.cors;

import org.jspecify.annotations.NullMarked;
