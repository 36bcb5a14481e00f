package io.horizonpush.node.admin;

/**
 * A verification that somebody wants.
 *
 * @param deep whether the bytes of every object are read again
 */
public record VerifyRequest(boolean deep) {}
