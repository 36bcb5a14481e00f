package io.horizonpush.node.admin;

/** What a garbage collection removed. */
public record GcReport(long removedBlobs) {}
