package io.horizonpush.node.admin;

/**
 * How a drain ended.
 *
 * @param unfinishedRequests those still running when the time was over
 */
public record DrainReport(long unfinishedRequests) {}
