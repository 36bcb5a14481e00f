package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.util.Optional;

/**
 * A node that has a bucket.
 *
 * @param node its id
 * @param here whether it is this one
 * @param name that it goes by, if it has one
 */
public record BucketMember(
    BucketName bucket, String node, MemberMode mode, boolean here, Optional<String> name)
    implements EventValue {}
