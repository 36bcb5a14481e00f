package io.horizonpush.node.admin;

import java.time.Duration;
import java.util.Optional;

/**
 * A ticket for a plugin that somebody wants.
 *
 * @param lifetime nothing for 7 days
 * @param maxUses how many nodes may have it; nothing for any number
 */
public record PluginShareRequest(Optional<Duration> lifetime, Optional<Integer> maxUses) {}
