package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;

/**
 * A bucket that this node has no longer.
 *
 * @param told members that have noted it, for all others to hear of it
 */
public record LeftBucket(BucketName name, int told) {}
