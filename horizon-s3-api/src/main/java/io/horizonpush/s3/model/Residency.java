package io.horizonpush.s3.model;

/** Where the bytes of a blob are, seen from this node. */
public enum Residency {
  /** Whole and on this node's disk. */
  LOCAL,
  /** Some of it is here; the rest comes from peers or origins. */
  PARTIAL,
  /** Only elsewhere: dropped here, or never fetched. */
  REMOTE
}
