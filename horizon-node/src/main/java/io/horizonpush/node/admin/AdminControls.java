package io.horizonpush.node.admin;

import java.util.Optional;

/**
 * What the admin API asks, by area.
 *
 * @param shares nothing where this process shares no buckets
 */
public record AdminControls(NodeControl node, Optional<ShareControl> shares) {}
