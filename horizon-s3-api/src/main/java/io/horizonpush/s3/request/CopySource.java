package io.horizonpush.s3.request;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.VersionName;
import java.util.Optional;

/**
 * The object that a copy reads.
 *
 * @param version nothing for the current one
 */
public record CopySource(
    BucketName bucket, ObjectKey key, Optional<VersionName> version, ReadConditions conditions) {}
