package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;

/** A bucket that this node has no longer. */
public record LeftBucket(BucketName name) {}
