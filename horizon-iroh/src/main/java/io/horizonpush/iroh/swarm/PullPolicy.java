package io.horizonpush.iroh.swarm;

/** When this node fetches the bytes of a bucket that other members have. */
public enum PullPolicy {
  /** When somebody reads them. */
  ON_DEMAND,
  /** As soon as a record names them. */
  MIRROR
}
