package io.horizonpush.node.admin;

import java.util.Optional;

/**
 * Which node is to be the home of a bucket.
 *
 * @param node its id
 * @param force whether the home before need not agree
 */
public record HomeMove(String node, Optional<Boolean> force) {}
