package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;

/**
 * One version of an object at an origin of a bucket.
 *
 * @param key in the bucket
 * @param tag that the version has there
 */
public record PinnedObject(BucketId bucket, OriginId origin, ObjectKey key, String tag) {}
