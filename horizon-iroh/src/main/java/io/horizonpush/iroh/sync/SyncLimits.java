package io.horizonpush.iroh.sync;

/**
 * What one member may bring into one bucket before somebody has to look.
 *
 * @param maxRecords in all
 * @param maxBytes of manifests, in all
 * @param maxRate records a second; beyond it they are taken later
 */
public record SyncLimits(long maxRecords, long maxBytes, int maxRate) {

  /** What a node uses unless it is set. */
  public static final SyncLimits DEFAULT = new SyncLimits(50_000_000, 64L << 30, 20_000);
}
