package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import java.util.Optional;

/**
 * Objects whose bytes are to be here always, or no longer.
 *
 * @param prefix of their keys; all of the bucket if it is not said
 */
public record PinRequest(BucketName bucket, Optional<String> prefix, boolean pinned) {}
