package io.horizonpush.node.admin;

/**
 * What the admin API asks of the node about bytes that other nodes have and this one keeps, too.
 * Thread-safe; blocks its (virtual) thread.
 */
public interface CacheControl {

  /** Begins to fetch objects, and says how far that is. */
  PrefetchReport prefetch(PrefetchRequest asked);

  /**
   * How far a fetch is.
   *
   * @throws IllegalArgumentException if there is none of this number any more
   */
  PrefetchReport prefetch(long id);
}
