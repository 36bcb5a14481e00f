package io.horizonpush.node.admin;

/**
 * What the admin API asks of the node about bytes that other nodes have and this one keeps, or not.
 * Thread-safe; blocks its (virtual) thread.
 */
public interface CacheControl {

  /** What bytes are here, and what they are good for. */
  CacheReport status();

  /** Begins to fetch objects, and says how far that is. */
  PrefetchReport prefetch(PrefetchRequest asked);

  /**
   * How far a fetch is.
   *
   * @throws IllegalArgumentException if there is none of this number any more
   */
  PrefetchReport prefetch(long id);

  /** Begins to evict objects that other members keep, and says how far that is. */
  EvictionReport evict(EvictionRequest asked);

  /**
   * How far an eviction is.
   *
   * @throws IllegalArgumentException if there is none of this number any more
   */
  EvictionReport eviction(long id);

  /**
   * Pins objects, or no longer; answers all that is pinned then.
   *
   * @throws IllegalArgumentException if they are not pinned that are to be no longer
   */
  PinList pin(PinRequest asked);

  /** All that is pinned. */
  PinList pins();
}
