package io.horizonpush.node.admin;

import java.util.Optional;

/**
 * That everything that waits for an origin is to be tried now.
 *
 * @param origin its name; nothing for every one
 */
public record OriginDrain(Optional<String> origin) {}
