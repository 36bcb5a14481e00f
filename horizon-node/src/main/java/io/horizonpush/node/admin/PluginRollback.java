package io.horizonpush.node.admin;

import java.util.Optional;

/**
 * A version that is to run again.
 *
 * @param to its number; nothing for the one before that which runs
 */
public record PluginRollback(Optional<Integer> to) {}
