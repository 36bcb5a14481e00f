package io.horizonpush.node.keys;

import io.horizonpush.node.config.Secret;
import io.horizonpush.s3.model.Owner;

/**
 * A key that was just made or got a new secret: the only time that the secret is shown.
 *
 * @param accessKey its id
 */
public record NewKey(String accessKey, Secret secretKey, Owner owner) {}
