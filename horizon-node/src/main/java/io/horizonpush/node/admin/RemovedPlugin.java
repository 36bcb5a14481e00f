package io.horizonpush.node.admin;

/** A plugin that was removed. */
public record RemovedPlugin(String name) {}
