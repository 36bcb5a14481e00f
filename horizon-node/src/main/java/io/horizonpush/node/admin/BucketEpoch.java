package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;

/** The epoch that a shared bucket is in on this node. */
public record BucketEpoch(BucketName bucket, long number) implements EventValue {}
