package io.horizonpush.node.admin;

import java.util.Optional;

/**
 * A garbage collection that somebody wants.
 *
 * @param confirm whether what a restore left may go, too
 */
public record GcRequest(Optional<Boolean> confirm) {}
