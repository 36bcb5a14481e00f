package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;

/**
 * A bucket that this node has joined.
 *
 * @param name that it has here
 */
public record ImportedBucket(BucketName name, MemberMode mode) {}
