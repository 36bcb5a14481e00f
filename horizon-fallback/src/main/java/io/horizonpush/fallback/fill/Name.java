package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectKey;

/** A key of a bucket. */
record Name(BucketId bucket, ObjectKey key) {}
