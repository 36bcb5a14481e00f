package io.horizonpush.iroh.index;

/**
 * What the writer has done since the index was opened.
 *
 * @param commits transactions committed, each with at most one wait for the disk
 * @param mutations answered by them
 */
public record IndexStats(long commits, long mutations) {}
