/**
 * The domain: buckets, keys, object records, and the errors of the S3 protocol. Depends on nothing
 * of ours.
 */
@NullMarked
package io.horizonpush.s3.model;

import org.jspecify.annotations.NullMarked;
