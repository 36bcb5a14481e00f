package io.horizonpush.node.admin;

/**
 * An access key without its secret.
 *
 * @param role what it may do
 */
public record KeyInfo(String accessKeyId, String role) {}
