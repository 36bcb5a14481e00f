package io.horizonpush.node.data;

import io.horizonpush.node.config.Secret;

/**
 * The access key that may do everything.
 *
 * @param fresh whether it was made just now, so that nobody has seen it yet
 */
public record RootKey(String accessKeyId, Secret secretAccessKey, boolean fresh) {}
