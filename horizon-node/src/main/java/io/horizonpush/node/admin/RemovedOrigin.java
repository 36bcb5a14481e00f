package io.horizonpush.node.admin;

/** That this node has access to an origin no more. */
public record RemovedOrigin(String name) {}
