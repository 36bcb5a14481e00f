package io.horizonpush.s3.model;

/** The object that a copy reads. */
public record CopySource(BucketName bucket, ObjectKey key, Conditions conditions) {}
