package io.horizonpush.node.admin;

import io.horizonpush.node.config.Secret;

/**
 * What clients of the admin API show.
 *
 * @param admin for everything
 * @param metrics for reading the metrics, and for nothing else
 */
public record AdminTokens(Secret admin, Secret metrics) {}
