package io.horizonpush.s3.model;

/** Where the bytes of a blob are, seen from this node. */
public enum Residency {
  /** Nowhere here: they come from peers or origins. */
  ABSENT,
  /** All of them, in the node's own store. */
  WHOLE,
  /** Some ranges of them, in the node's own store. */
  PARTIAL,
  /** Dropped from the node's own store; the tree that verifies them again is kept. */
  EVICTED,
  /** In a user's file that the node does not own. */
  EXTERNAL
}
