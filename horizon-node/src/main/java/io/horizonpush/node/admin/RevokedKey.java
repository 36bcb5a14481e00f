package io.horizonpush.node.admin;

/** An access key that is worth nothing from now on. */
public record RevokedKey(String accessKey) {}
