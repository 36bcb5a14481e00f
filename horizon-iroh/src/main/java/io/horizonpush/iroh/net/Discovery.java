package io.horizonpush.iroh.net;

/** A way to find nodes of which no address is known, or to whom another has come. */
public enum Discovery {
  /** The directory of the makers of iroh is asked, and told where this one is. */
  LOOKUP,
  /** The local network is asked, and told where this one is. */
  MDNS
}
