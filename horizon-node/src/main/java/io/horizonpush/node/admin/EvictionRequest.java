package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import java.util.Optional;

/**
 * Objects whose bytes may go from this node, as far as other members keep them.
 *
 * @param prefix of their keys; all of the bucket if it is not said
 */
public record EvictionRequest(BucketName bucket, Optional<String> prefix) {}
