package io.horizonpush.node.admin;

/** The outcome of a garbage collection. */
public record GcReport(long removedBlobs) {}
