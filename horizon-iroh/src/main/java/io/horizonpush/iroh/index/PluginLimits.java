package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.PluginEntryTable.Held;

/**
 * How much the plugins of one author may have in one bucket. A node holds its own to this. Of
 * others it takes {@link #TOLERATED} as much: of what they have now and had before it may come to
 * know any part in any order, and each of the two is within the bounds.
 *
 * @param entries that are not deleted
 * @param gone deleted ones that are not forgotten yet
 * @param size of keys and values, in bytes
 */
public record PluginLimits(long entries, long gone, long size) {

  /** Those of every node. */
  public static final PluginLimits USUAL = new PluginLimits(100_000, 1_000_000, 64L << 20);

  /** What others may have, in the place of one. */
  public static final int TOLERATED = 2;

  /** Those of what is taken from others. */
  public PluginLimits ofOthers() {
    return new PluginLimits(TOLERATED * entries, TOLERATED * gone, TOLERATED * size);
  }

  /** Whether so much may be. */
  public boolean hold(Held held) {
    return held.entries() <= entries && held.gone() <= gone && held.size() <= size;
  }
}
