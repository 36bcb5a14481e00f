package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;
import java.util.Optional;

/**
 * A bucket that somebody wants.
 *
 * @param durability strict if it is not said
 * @param objectLock whether its versions can be locked, which it then keeps; not if it is not said
 */
public record BucketRequest(
    BucketName name, Optional<Durability> durability, Optional<Boolean> objectLock) {}
