package io.horizonpush.node.origins;

import java.util.Optional;

/**
 * What an origin of a bucket is to this node.
 *
 * @param name that it has here; nothing where this node has no access
 */
public record OriginAccess(Optional<String> name, OriginUse use) {}
