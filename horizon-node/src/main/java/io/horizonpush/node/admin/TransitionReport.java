package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;

/**
 * The storage class that an object has.
 *
 * @param moved whether it had another one before
 */
public record TransitionReport(BucketName bucket, String key, String storageClass, boolean moved) {}
