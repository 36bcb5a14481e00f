package io.horizonpush.s3.request;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;

/** The object that a copy reads. */
public record CopySource(BucketName bucket, ObjectKey key, ReadConditions conditions) {}
