package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import java.util.Optional;

/**
 * Objects that somebody wants to have here.
 *
 * @param prefix of their keys; all of the bucket if it is not said
 */
public record PrefetchRequest(BucketName bucket, Optional<String> prefix) {}
